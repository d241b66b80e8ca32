; Conses and strings of Common Lisp.
(defvar *keep* (loop for n below 200000 collect (format nil "~a" n)))
(format t "{}~%")
(finish-output)
(sleep 100000)
