"Programs that Lisp runs, and the system's own names."

(import
  pytest
  acllib.conditions [SyscallError]
  acllib.kernel.signalling [ProgramError WrongType]
  acllib.lisp.file_errors [FileDoesNotExist FileExists]
  support.evaluation [check-error printed])


(setv RESULTS [
  ; form
  ; what it prints
  #("(list (run-shell-command \"exit 3\") (multiple-value-list (run-shell-command \"true\")))"
    "(3 (0))")
  #("(with-output-to-string (*standard-output*) (run-shell-command \"echo out; echo err >&2\"))"
    "\"out\nerr\n\"")
  #("(with-output-to-string (*standard-output*) (run-shell-command #(\"/bin/sh\" \"sh\" \"-c\" \"echo $0\" \"a b\")))"
    "\"a b\n\"")
  #("(multiple-value-bind (s e pid) (run-shell-command \"cat\" :input :stream :output :stream :wait nil) (format s \"line~%\") (force-output s) (list (read-line s) e (progn (close s) (eql pid (nth-value 1 (sys:reap-os-subprocess :pid pid))))))"
    "(\"line\" NIL T)")
  #("(multiple-value-bind (in out err pid) (run-shell-command \"cat; echo bad >&2; exit 2\" :input :stream :output :stream :error-output :stream :separate-streams t :wait nil) (format in \"x~%y\") (close in) (list (read-line out) (multiple-value-list (read-line out)) (read-line out nil :eof) (read-line err) (sys:reap-os-subprocess :pid pid) (progn (close out) (close err))))"
    "(\"x\" (\"y\" T) :EOF \"bad\" 2 T)")
  #("(multiple-value-bind (s e pid) (run-shell-command \"echo both; echo err >&2\" :output :stream :error-output :output :wait nil) (list (read-line s) (read-line s) (read-line s nil :eof) e (sys:reap-os-subprocess :pid pid) (close s)))"
    "(\"both\" \"err\" :EOF NIL 0 T)")
  #("(list (multiple-value-list (sys:reap-os-subprocess :wait nil)) (multiple-value-list (sys:reap-os-subprocess :pid 1)))"
    "((NIL NIL) (NIL NIL))")
  #("(run-shell-command \"kill -9 $$\")"
    "137")
  #("(multiple-value-bind (s e pid) (run-shell-command \"kill -9 $$\" :wait nil) (list s e (equal (multiple-value-list (sys:reap-os-subprocess :pid pid)) (list 137 pid 9))))"
    "(NIL NIL T)")
  #("(list (mp:with-timeout (0.05 :late) (run-shell-command \"exec sleep 30\")) (multiple-value-list (sys:reap-os-subprocess)))"
    "(:LATE (NIL NIL))")
  #("(multiple-value-list (excl.osi:command-output \"echo a; echo b; echo c >&2; exit 5\"))"
    "((\"a\" \"b\") (\"c\") 5)")
  #("(multiple-value-list (excl.osi:command-output \"cat\" :input (format nil \"in~%put\") :whole t))"
    "(\"in\nput\" \"\" 0)")
  #("(excl.osi:command-output \"echo $FOO; pwd\" :environment '((\"FOO\" . \"bar\")) :directory \"/\")"
    "(\"bar\" \"/\") ; NIL ; 0")
  #("(run-shell-command \"echo $0: not there >&2\" :error-output \"/dev/null\" :if-error-output-exists :append)"
    "0")
  #("(excl.osi:shell \"exit 4\")"
    "4")
  #("(list (excl.osi:basename \"/a/b.c\") (excl.osi:dirname \"/a/b.c\") (excl.osi:dirname \"b\"))"
    "(\"b.c\" \"/a\" \".\")")
  #("(list (integerp (excl.osi:getpid)) (integerp (excl.osi:getuid)) (stringp (excl.osi:gethostname)) (stringp (excl.osi:strerror 2)))"
    "(T T T T)")
  #("(list (excl.osi:pwent-uid (excl.osi:getpwnam \"root\")) (excl.osi:pwent-name (excl.osi:getpwuid 0)) (excl.osi:getpwnam \"no-such-user\"))"
    "(0 \"root\" NIL)")
  #("(list (excl.osi:universal-to-unix-time 2208988801) (excl.osi:unix-to-universal-time 1) (length (excl.osi:ctime)) (= (excl.osi:umask) (excl.osi:umask)))"
    "(1 2208988801 24 T)")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text) result)))


(defn test-files [tmp-path]
  "Output to a file, input from one, and what the system does to files."
  (setv file (/ tmp-path "out")
        other (/ tmp-path "other"))
  (assert (= (printed f"(run-shell-command \"echo one; echo two >&2\" :output \"{file}\" :error-output \"{other}\")") "0"))
  (assert (= #((.read-text file) (.read-text other)) #("one\n" "two\n")))
  (assert (= (printed f"(list (run-shell-command \"echo more\" :output \"{file}\" :if-output-exists :append) (excl.osi:command-output \"cat\" :input (file-contents \"{file}\")))")
             "(0 (\"one\" \"more\"))"))
  (assert (= (printed f"(with-output-to-string (*standard-output*) (run-shell-command \"cat\" :input \"{file}\"))")
             "\"one\nmore\n\""))
  (check-error f"(run-shell-command \"true\" :output \"{file}\")" FileExists (str file))
  (assert (= (printed f"(list (excl.osi:stat-size (excl.osi:stat \"{file}\")) (excl.osi:access \"{file}\" 4) (excl.osi:chmod \"{file}\" #o600) (logand #o777 (excl.osi:stat-mode (excl.osi:stat \"{file}\"))))")
             "(9 T T 384)"))
  (assert (= (printed f"(list (excl.osi:rename \"{file}\" \"{file}2\") (excl.osi:symlink \"out2\" \"{file}\") (excl.osi:unlink \"{file}2\") (excl.osi:access \"{file}\" 0))")
             "(T T T NIL)")))


(setv ERRORS [
  #("(run-shell-command #(\"/no/such/program\" \"x\"))" FileDoesNotExist "/no/such/program")
  #("(run-shell-command \"true\" :directory \"/no/such/directory\")" FileDoesNotExist "No such file")
  #("(run-shell-command \"true\" :output :stream)" ProgramError "needs :wait nil")
  #("(run-shell-command 5)" WrongType "a string, or a vector of strings")
  #("(run-shell-command #())" WrongType "a string, or a vector of strings")
  #("(run-shell-command \"true\" :output \"x\" :if-output-exists :foo)" WrongType "MEMBER")
  #("(run-shell-command \"true\" :input (make-string-input-stream \"x\"))" WrongType "a stream to a file or socket")
  #("(excl.osi:stat \"/no/such\")" FileDoesNotExist "/no/such")
  #("(excl.osi:kill 999999999 15)" SyscallError "")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
