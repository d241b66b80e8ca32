; Lists and vectors of Guile, whose collector is Boehm's.
(define keep (map (lambda (n) (list n (number->string n))) (iota 200000)))
(define large (make-vector 1000000 1))
(display "{}") (newline) (force-output)
(sleep 100000)
(display (length keep)) (display (vector-length large))
