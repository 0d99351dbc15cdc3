"loop: every clause, and what it says of loops it can't read. Results are SBCL's, unless said otherwise."

(import
  pytest
  acllib.kernel.signalling [ProgramError WrongType]
  support.evaluation [check-error printed])


(setv RESULTS [
  ; form
  ; what it prints
  #(#[[(loop for x in '(1 2 3) collect (* x x))]]
    "(1 4 9)")
  #(#[[(loop for i from 1 to 5 collect i)]]
    "(1 2 3 4 5)")
  #(#[[(loop for i from 5 downto 1 by 2 collect i)]]
    "(5 3 1)")
  #(#[[(loop for i below 3 collect i)]]
    "(0 1 2)")
  #(#[[(loop for i from 10 above 7 collect i)]]
    "(10 9 8)")
  #(#[[(loop for i downfrom 3 to 0 collect i)]]
    "(3 2 1 0)")
  #(#[[(loop for i upfrom 3 for j in '(a b) collect (list i j))]]
    "((3 A) (4 B))")
  #(#[[(loop for x on '(1 2 3) collect x)]]
    "((1 2 3) (2 3) (3))")
  #(#[[(loop for (a b) on '(1 2 3 4) by #'cddr collect (+ a b))]]
    "(3 7)")
  #(#[[(loop for (a . b) in '((1 . 2) (3 . 4)) collect (list a b))]]
    "((1 2) (3 4))")
  #(#[[(loop for (a (b c)) in '((1 (2 3))) collect (list a b c))]]
    "((1 2 3))")
  #(#[[(loop for (a nil b) in '((1 2 3)) collect (list a b))]]
    "((1 3))")
  #(#[[(loop for c across "abc" collect c)]]
    "(#\\a #\\b #\\c)")
  #(#[[(loop for x across (vector 1 2 3) sum x)]]
    "6")
  #(#[[(loop for x = 1 then (* 2 x) until (> x 50) collect x)]]
    "(1 2 4 8 16 32)")
  #(#[[(loop repeat 3 collect 'a)]]
    "(A A A)")
  #(#[[(loop for x in '(1 2 3 4) when (evenp x) collect x else collect (- x))]]
    "(-1 2 -3 4)")
  #(#[[(loop for x in '(1 2 3 4) if (evenp x) collect x into e and count t into n else collect x into o finally (return (list e n o)))]]
    "((2 4) 2 (1 3))")
  #(#[[(loop for x in '(1 2 3 4) unless (evenp x) collect x end collect 'z)]]
    "(1 Z Z 3 Z Z)")
  #(#[[(loop for x in '(1 nil 2) when x collect it)]]
    "(1 2)")
  #(#[[(loop for x in '(1 2 3) append (list x x))]]
    "(1 1 2 2 3 3)")
  #(#[[(loop for x in '(1 2 3) nconc (list x x))]]
    "(1 1 2 2 3 3)")
  #(#[[(loop for x in '(1 2 3) collect x append (list 'a 'b) nconc (list 'c))]]
    "(1 A B C 2 A B C 3 A B C)")
  #(#[[(loop for x in '(3 1 2) maximize x)]]
    "3")
  #(#[[(loop for x in '(3 1 2) minimize x into m finally (return (list m)))]]
    "(1)")
  #(#[[(loop for x in '(1 2 nil 3) count x)]]
    "3")
  #(#[[(loop for x in '(1 2 3) always (numberp x))]]
    "T")
  #(#[[(loop for x in '(1 a 3) always (numberp x))]]
    "NIL")
  #(#[[(loop for x in '(1 2 3) never (symbolp x))]]
    "T")
  #(#[[(loop for x in '(1 2 3) thereis (and (> x 1) (* x 10)))]]
    "20")
  #(#[[(loop for x in '(1 2 3) do (when (= x 2) (return x)))]]
    "2")
  #(#[[(loop named foo for x in '(1 2) do (loop for y in '(1 2) do (when (= y 2) (return-from foo (list x y)))))]]
    "(1 2)")
  #(#[[(loop with a = 1 and b = 2 for x from a to b collect x)]]
    "(1 2)")
  #(#[[(loop with (a b) = '(1 2) return (+ a b))]]
    "3")
  #(#[[(loop with x = 5 while (> x 0) do (decf x 2) finally (return x))]]
    "-1")
  #(#[[(loop for i from 1 to 3 for j = (* i i) collect (list i j))]]
    "((1 1) (2 4) (3 9))")
  #(#[[(loop for i from 1 and j = 0 then i repeat 3 collect (list i j))]]
    "((1 0) (2 1) (3 2))")
  #(#[[(loop for x in '(a b c) and y in '(1 2) collect (list x y))]]
    "((A 1) (B 2))")
  #(#[[(loop for x in '(a b) for i from 0 finally (return i))]]
    "1")
  #(#[[(loop for i from 0 for x in '(a b) finally (return i))]]
    "2")
  #(#[[(let ((h (make-hash-table))) (setf (gethash 'a h) 1 (gethash 'b h) 2) (list (loop for k being the hash-keys of h collect k) (loop for v being each hash-value in h sum v) (loop for k being the hash-keys of h using (hash-value v) collect (list k v)) (loop for v being the hash-values in h using (hash-key k) collect (list k v))))]]
    "((A B) 3 ((A 1) (B 2)) ((A 1) (B 2)))")
  #(#[[(loop for x of-type fixnum in '(1 2) sum x)]]
    "3")
  #(#[[(loop for x fixnum from 1 to 3 sum x fixnum)]]
    "6")
  #(#[[(loop for i from 1 to 10 when (= i 5) do (loop-finish) collect i)]]
    "(1 2 3 4)")
  #(#[[(loop for i from 1 to 10 while (< i 5) collect i finally (return 'done))]]
    "DONE")
  #(#[[(loop for a in '(1 2 3) for b = a then (+ a b) collect b)]]
    "(1 3 6)")
  #(#[[(let ((fs (loop for i from 1 to 3 collect (let ((j i)) (lambda () j))))) (mapcar #'funcall fs))]]
    "(1 2 3)")
  #(#[[(handler-case (loop for x in 5 collect x) (type-error () 'te))]]
    "TE")
  #(#[[(handler-case (macroexpand '(loop for x foo 3)) (error () 'pe))]]
    "PE")
  #(#[[(loop :for x :in '(1 2) :collect x)]]
    "(1 2)")
  #(#[[(loop for x from 1 to 3 do (identity x) collect x)]]
    "(1 2 3)")
  #(#[[(loop for x in '((1 2) (3 4)) for (a b) = x collect (+ a b))]]
    "(3 7)")
  #(#[[(loop for x from 0.0 below 1.0 by 0.25 collect x)]]
    "(0.0 0.25 0.5 0.75)")
  #(#[[(loop for l on '(1 2 . 3) collect (car l))]]
    "(1 2)")
  #(#[[(loop as i from 1 to 2 collect i)]]
    "(1 2)")
  #(#[[(loop for i to 2 collect i)]]
    "(0 1 2)")
  #(#[[(loop for x in '(1 2 3) if (= x 1) return 'one)]]
    "ONE")
  #(#[[(loop for x in '(1 2 3 4 5 6) when (> x 2) if (evenp x) collect x into ev else collect x into od end else collect x into small finally (return (list ev od small)))]]
    "((4 6) (3 5) (1 2))")
  #(#[[(loop for x in '(1 2 3) collect x into l finally (return (nreverse l)))]]
    "(3 2 1)")
  #(#[[(loop for x in '(1 2 3) sum x into s do (setq s (* s 2)) finally (return s))]]
    "22")
  #(#[[(loop while nil)]]
    "NIL")
  #(#[[(let ((i 0)) (loop (incf i) (when (> i 3) (return i))))]]
    "4")
  #(#[[(loop for nil in '(1 2 3) count t)]]
    "3")
  #(#[[(let ((x 0)) (loop until (= x 3) do (incf x) collect x))]]
    "(1 2 3)")
  #(#[[(loop for (x y) = '(1 2) repeat 1 return (list x y))]]
    "(1 2)")
  #(#[[(loop for i from 3 downto 0 by 1 collect i into l maximize i into m finally (return (list l m)))]]
    "((3 2 1 0) 3)")
  #(#[[(let ((r nil)) (dolist (n '(1 75 149 200)) (push (eval `(let ((x ,n)) (cond ,@(loop for i below 150 collect `((= x ,i) ,(* i 10))) ((= x 200))))) r)) (nreverse r))]]
    "(10 750 1490 T)")
  #(#[[(let ((r nil)) (dolist (n '(1 75 499 600)) (push (eval `(case ,n ,@(loop for i below 500 collect `(,i ,(* i 10))) (t 'none))) r)) (nreverse r))]]
    "(10 750 4990 NONE)")
  #(#[[(eval `(let ((x 5)) (cond ,@(loop for i below 60 collect `((eq x ,(+ i 100)) ,i)) ((values x 2)))))]]
    "5")
  #(#[[(let ((fs nil)) (loop for i from 1 to 3 do (let ((k i)) (push (lambda () (incf k)) fs))) (mapcar #'funcall fs))]]
    "(4 3 2)")
  #(#[[(let ((r nil)) (loop for x in '(1 2 3) do (handler-case (if (= x 2) (error "e") (push x r)) (error () (push 'err r)))) r)]]
    "(3 ERR 1)")
  #(#[[(let ((r nil)) (loop for x in '(1 2 3) do (block nil (when (= x 2) (return)) (push x r))) r)]]
    "(3 1)")
  #(#[[(loop for x in '(1 2 3) do (mapc (lambda (y) (when (= (* x y) 4) (return (list x y)))) '(1 2 3)))]]
    "(2 2)")
  #(#[[(loop for x in '(1 2 3) nconc (loop for y in '(a b) collect (list x y)))]]
    "((1 A) (1 B) (2 A) (2 B) (3 A) (3 B))")
  #(#[[(let ((s 0)) (loop for x across #(1 2 3) for i from 0 when (oddp i) do (loop-finish) do (incf s x)) s)]]
    "1")
  #(#[[(let ((x (list 1 2 3))) (loop for c on x do (setf (car c) (* 2 (car c)))) x)]]
    "(2 4 6)")
  #(#[[(let ((l (list 1 2 3 4))) (loop for c on l do (setf (cdr c) (cddr c))) l)]]
    "(1 3)")
  #(#[[(loop for (k v) on '(:a 1 :b 2) by #'cddr collect (cons k v))]]
    "((:A . 1) (:B . 2))")
  #(#[[(let ((n 0)) (flet ((next () (incf n))) (loop for x = (next) while (< x 5) sum x)))]]
    "10")
  #(#[[(loop for x from 1 to 10 count (< x 5) into n float finally (return n))]]
    "4.0")
  #(#[[(loop for x in nil sum x of-type short-float)]]
    "0.0")
  #(#[[(loop for nil from 1 to 3 collect 'a)]]
    "(A A A)")
  ;; walking a package
  #(#[[(loop for s being the external-symbols of "KEYWORD" repeat 2 count (keywordp s))]]
    "2")
  #(#[[(progn (intern "OWN") (loop for s being the present-symbols when (string= s "OWN") return (symbol-name s)))]]
    "\"OWN\"")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text) result)))


(setv ERRORS [
  #("(loop for)" ProgramError "a variable is missing")
  #("(loop for x)" ProgramError "nothing is not a way to step")
  #("(loop for x in)" ProgramError "a list is missing")
  #("(loop for x to 3 downfrom 5 upto 7)" ProgramError "two limits")
  #("(loop for x from 1 downto 3 below 2)" ProgramError "two limits")
  #("(loop for x downto 3)" ProgramError "needs a start")
  #("(loop for x upfrom 1 downto 3)" ProgramError "up and down")
  #("(loop 5)" ProgramError "5 is not a clause")
  #("(loop blah 5)" ProgramError "BLAH is not a clause")
  #("(loop when t for x in y)" ProgramError "may depend on a test")
  #("(loop do 5)" ProgramError "compound forms")
  #("(loop for x in '(1) collect x sum x)" ProgramError "can't share")
  #("(loop for x in '(1) for x in '(2) collect x)" ProgramError "X is bound twice")
  #("(loop for (x . x) in '((1)) collect x)" ProgramError "X is bound twice")
  #("(loop with n = 1 for i to 2 count i into n)" ProgramError "N is bound twice")
  #("(loop for i to 3 collect i always i)" ProgramError "needs an into")
  #("(loop for x being the foos of y)" ProgramError "being is followed by")
  #("(loop for x in 5 collect x)" WrongType "LIST")
  #("(loop for x in '(1 . 2) collect x)" WrongType "LIST")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
