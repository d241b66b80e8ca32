; Conses and strings of Common Lisp by their addresses, which the collector keeps while it does not run.
(defvar *keep* (loop for n below 200000 collect (format nil "~a" n)))
(defun tell (name object last)
  (let ((at (logandc2 (sb-kernel:get-lisp-obj-address object) 15)))
    (format t "\"~a\":{\"start\":\"0x~x\",\"end\":\"0x~x\",\"is\":\"sbcl-heap|file\"}~a" name at (+ at 16) (if last "" ","))))
(format t "{")
(loop for n below 200000 by 2000
      do (tell (format nil "text ~a" n) (nth n *keep*) nil))
(tell "list" *keep* nil)
(tell "function" #'tell t)
(format t "}~%")
(finish-output)
(sleep 100000)
