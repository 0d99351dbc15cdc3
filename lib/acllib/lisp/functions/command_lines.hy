#[[Options of a program's command line: sys:with-command-line-arguments.

Options are those of getopt(3): short ones, `-d`, several behind one hyphen, `-f file` or `-ffile`; long
ones, `--port 80` or `--port=80`. Source: Allegro CL 10.1, with-command-line-arguments.]]

(import
  acllib.kernel.signalling [error show]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.conditions [SimpleError]
  acllib.lisp.conses [form items lisp-list]
  acllib.lisp.definitions [lisp macro special]
  acllib.lisp.forms [K S Y parts program-error quoted variable-name]
  acllib.lisp [session])


(setv WHO "with-command-line-arguments"
      FLAGS #(K.REQUIRED-COMPANION K.OPTIONAL-COMPANION K.ALLOW-MULTIPLE-OPTIONS)
      KEYS #(K.COMMAND-LINE-ARGUMENTS K.USAGE K.POSIXLY-CORRECT K.LONG-ABBREV))

(special "*APPLICATION-COMMAND-LINE-ARGUMENTS*" (lisp-list session.command-line)
         "The arguments that the program was started with." :package "SYSTEM")


(defn complain [usage message]
  "Signal that the command line is wrong, and how it should be. Returns: never."
  (error (SimpleError :format-control "~a~@[~%~a~]" :format-arguments (lisp-list [message usage]))))


;;; What the macro form says

(defn old-options [string variables]
  "Return the list of options, as `new-option` makes them, of a getopt string and its variables."
  (setv found [])
  (for [c (text string)]
    (if (= c ":")
        (do
          (when (not found)
            (program-error f"{WHO}: {(show string)} begins with a colon."))
          (setv (get found -1 3) K.REQUIRED-COMPANION))
        (.append found [c K.SHORT None None None None])))
  (when (!= (len found) (len variables))
    (program-error f"{WHO}: {(show string)} has {(len found)} options, and there are {(len variables)} variables."))
  (for [[option variable] (zip found variables)]
    (setv (get option 2) (variable-name variable WHO)))
  found)


(defn new-option [object]
  "Return [name, :short or :long, variable, companion keyword or nil, default form, whether it may be repeated]."
  (setv [name kind variable #* rest] [#* (parts object WHO) None None None])
  (when (not (and (stringp name) (in kind #(K.SHORT K.LONG)) (or (is kind K.LONG) (= (len (text name)) 1))))
    (program-error f"{WHO}: {(show object)} does not begin with a name and :short or :long."))
  (setv rest (cut rest 0 -3)
        option [(text name) kind (variable-name variable WHO) None None None])
  (for [[i part] (enumerate rest)]
    (cond
      (is part K.ALLOW-MULTIPLE-OPTIONS) (setv (get option 5) True)
      (and (= i 0) (in part #(None #* FLAGS))) (setv (get option 3) part)
      (is-not (get option 4) None) (program-error f"{WHO}: {(show object)} has too many parts.")
      True (setv (get option 4) part)))
  option)


(defn [(macro "WITH-COMMAND-LINE-ARGUMENTS" :package "SYSTEM")] expand-with-command-line-arguments [options rest #* body]
  #[[(with-command-line-arguments OPTIONS (REST &key command-line-arguments usage posixly-correct long-abbrev) . BODY)

  BODY with variables bound to the options of the command line, and REST to the list of what are none.

  OPTIONS: (STRING variable...), a string as getopt(3) takes it; or a list of
    (NAME :short/:long VARIABLE [:required-companion | :optional-companion | nil] [DEFAULT]
     [:allow-multiple-options]).
  A variable is t, or the companion as string; an option that may be repeated is the list of its companions,
  or how often it stood there. Without the option it is DEFAULT, nil.

  command-line-arguments -- list of strings; by default those of the program, without its name.
  usage -- string, printed with errors. posixly-correct -- true: the first argument that is no option ends
  them. long-abbrev -- true: a beginning of a long name will do, if there is only one.
  `--` ends the options. Signals: an error for what is no option, or lacks its companion.]]
  (setv given (parts options WHO)
        known (if (and given (stringp (get given 0)))
                  (old-options (get given 0) (cut given 1 None))
                  (list (map new-option given)))
        [rest-variable #* keys] (parts rest WHO)
        values (dict (zip (cut keys 0 None 2) (cut keys 1 None 2))))
  (when (or (% (len keys) 2) (any (gfor k values (not-in k KEYS))))
    (program-error f"{WHO}: the keywords are {(.join " " (map show KEYS))}."))
  (form #(S.DESTRUCTURING-BIND #(#* (gfor o known (get o 2)) (variable-name rest-variable WHO))
           #((Y "%PARSE-COMMAND-LINE") (quoted (lfor o known [(get o 0) (get o 1) (get o 3) (get o 5)]))
              #(S.LIST #* (gfor o known (get o 4)))
              (.get values K.COMMAND-LINE-ARGUMENTS K.DEFAULT) (.get values K.USAGE)
              (.get values K.POSIXLY-CORRECT) (.get values K.LONG-ABBREV))
           #* body)))


;;; What the command line says

(defclass Parser []
  #[[Takes a command line to pieces.

  words -- list of str that are left; values -- list, a value for each option, or the Parser's own MISSING]]

  (setv MISSING (object))

  (defn __init__ [self options words usage posixly-correct long-abbrev]
    (setv self.options options
          self.words words
          self.usage usage
          self.stop (is-not posixly-correct None)
          self.abbreviated (is-not long-abbrev None)
          self.values (* [self.MISSING] (len options))))

  (defn parse [self]
    "Return the list of the arguments that are no options."
    (setv rest [])
    (while self.words
      (setv word (.pop self.words 0))
      (cond
        (= word "--") (break)
        (.startswith word "--") (.long self word)
        (and (.startswith word "-") (> (len word) 1)) (.short self word)
        True (do
               (.append rest word)
               (when self.stop
                 (break)))))
    (+ rest self.words))

  (defn long [self word]
    (setv [name equals companion] (.partition (cut word 2 None) "=")
          i (.find self name K.LONG word))
    (.note self i word (if equals companion None)))

  (defn short [self word]
    "Handle a word of one or more short options; the last may have its companion behind it."
    ;; Allegro takes -long for --long where no short option begins the word.
    (setv whole (.partition (cut word 1 None) "="))
    (when (and (not (.known self (get word 1) K.SHORT)) (.known self (get whole 0) K.LONG))
      (return (.long self (+ "-" word))))
    (setv at 1)
    (while (< at (len word))
      (setv i (.find self (get word at) K.SHORT (+ "-" (get word at)))
            takes (get self.options i 2))
      (+= at 1)
      (if (and (is-not takes None) (< at (len word)))
          (do
            (.note self i (+ "-" (get word (- at 1))) (cut word at None))
            (return None))
          (.note self i (+ "-" (get word (- at 1))) None))))

  (defn known [self name kind]
    (lfor [i o] (enumerate self.options) :if (and (= (get o 0) name) (is (get o 1) kind)) i))

  (defn find [self name kind shown]
    "Return the index of the option called NAME."
    (setv found (.known self name kind))
    (when (and (not found) self.abbreviated (is kind K.LONG))
      (setv found (lfor [i o] (enumerate self.options)
                        :if (and (is (get o 1) kind) (.startswith (get o 0) name))
                        i)))
    (cond
      (= (len found) 1) (get found 0)
      found (complain self.usage f"The option {shown} is not clear: {(.join " " (gfor i found (+ "--" (get self.options i 0))))}.")
      True (complain self.usage f"The option {shown} is not known.")))

  (defn note [self i shown companion]
    "Note that option I was given, with COMPANION, a str or None."
    (setv [name _ takes several] (get self.options i)
          given (is-not (get self.values i) self.MISSING))
    (when (and given (is several None))
      (complain self.usage f"The option {shown} is given twice."))
    (cond
      (is takes None) (do
                        (when (is-not companion None)
                          (complain self.usage f"The option {shown} takes no value."))
                        (setv (get self.values i) (cond (is several None) True given (+ (get self.values i) 1) True 1)))
      True (do
             (when (and (is companion None) (is takes K.REQUIRED-COMPANION))
               (when (not self.words)
                 (complain self.usage f"The option {shown} needs a value."))
               (setv companion (.pop self.words 0)))
             (setv value (if (is companion None) True companion))
             (if (is several None)
                 (setv (get self.values i) value)
                 (setv (get self.values i) (+ (if given (get self.values i) []) [value])))))))


(defn [(lisp "%PARSE-COMMAND-LINE" :package "SYSTEM")] parse-command-line [options defaults arguments usage posixly-correct long-abbrev]
  "Return the list of the options' values and of the list of other arguments: what with-command-line-arguments binds."
  (setv words (if (is arguments K.DEFAULT) (cut session.command-line 1 None) (lfor a (items arguments) (text a)))
        parser (Parser options (list words) usage posixly-correct long-abbrev)
        rest (.parse parser))
  (lisp-list [#* (gfor [value default] (zip parser.values (items defaults))
                       (cond
                         (is value parser.MISSING) default
                         (is (type value) list) (lisp-list value)
                         True value))
              (lisp-list rest)]))
