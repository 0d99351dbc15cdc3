#[DOC[Pathnames: names of files taken apart (CLHS 19). Pure: no file is touched here.

A namestring is Unix's: directories end in slashes, the type follows the last dot of the name, `*`
is wild. `..` is :up. A pathname equals, and hashes like, one with the same components.]DOC]

(import
  fnmatch [translate]
  re
  acllib.characters [NotANumber]
  acllib.kernel.signalling [error ProgramError type-error]
  acllib.lisp.arrays [LispString stringp]
  acllib.lisp.classes [defined-class]
  acllib.lisp.conses [Cons items]
  acllib.lisp.equality [compare-by-value]
  acllib.lisp.symbols [keyword]
  acllib.lisp.variables [default-pathname-defaults])


(setv ABSOLUTE (keyword "ABSOLUTE")
      RELATIVE (keyword "RELATIVE")
      UP (keyword "UP")
      BACK (keyword "BACK")
      WILD (keyword "WILD")
      WILD-INFERIORS (keyword "WILD-INFERIORS")
      UNSPECIFIC (keyword "UNSPECIFIC"))


(defclass Pathname [NotANumber]
  #[[The name of a file.

  directory -- None, or tuple: ABSOLUTE or RELATIVE, then str, UP, BACK, WILD or WILD-INFERIORS
  name, type -- None, str, WILD, or UNSPECIFIC
  host, device, version -- None, or what `make-pathname` was given]]
  (setv __slots__ #("directory" "name" "type" "host" "device" "version" "__weakref__"))

  (defn __init__ [self [directory None] [name None] [type None] [host None] [device None] [version None]]
    (setv self.directory directory
          self.name name
          self.type type
          self.host host
          self.device device
          self.version version))

  (defn parts [self]
    "Return the components that count for equality."
    #((or self.directory None) self.name self.type))

  (defn __eq__ [self other]
    (if (isinstance other Pathname) (= (.parts self) (.parts other)) NotImplemented))

  (defn __hash__ [self]
    (hash (.parts self)))

  (defn __fspath__ [self]
    "Return the namestring: Python's functions take a pathname as it is."
    (namestring-of self))

  (defn __str__ [self]
    (namestring-of self))

  (defn __repr__ [self]
    (setv text (.replace (.replace (namestring-of self) "\\" "\\\\") "\"" "\\\""))
    f"#P\"{text}\"")

  (defn __reduce__ [self]
    #(parse-namestring #((namestring-of self)))))


(defclass LogicalPathname [Pathname]
  "The class of logical pathnames; there are none, but programs ask for it."
  (setv __slots__ #()))


(defined-class "PATHNAME" Pathname)
(defined-class "LOGICAL-PATHNAME" LogicalPathname)
(compare-by-value Pathname)


;;; Namestrings

(defn parse-namestring [text]
  "Return the pathname that TEXT, a str, names."
  (setv [head slash last] (.rpartition text "/"))
  (Pathname (if slash (_parse-directory head) None) #* (_parse-name last)))


(defn _parse-directory [text]
  (setv components (.split text "/")
        absolute (= (get components 0) ""))
  (tuple [(if absolute ABSOLUTE RELATIVE)
          #* (gfor c components :if (not-in c #("" ".")) (_parse-component c))]))


(defn _parse-component [text]
  (cond
    (= text "..") UP
    (= text "*") WILD
    (= text "**") WILD-INFERIORS
    True text))


(defn _parse-name [text]
  "Return #(name type) of the last part of a namestring."
  (cond
    (= text "") #(None None)
    (in text #("." "..")) #(text None)
    True (do
           (setv dot (.rfind text "."))
           (if (<= dot 0)
               #((_wild text) None)
               #((_wild (cut text dot)) (_wild (cut text (+ dot 1) None)))))))


(defn _wild [text]
  (if (= text "*") WILD text))


(defn directory-text [directory]
  "Return the namestring of a directory component, with a slash at its end, or \"\"."
  (if (is directory None)
      ""
      (+ (if (is (get directory 0) ABSOLUTE) "/" "")
         (.join "" (gfor c (cut directory 1 None) (+ (_component-text c) "/")))
         (if (= directory #(RELATIVE)) "./" ""))))


(defn _component-text [component]
  (cond
    (in component #(UP BACK)) ".."
    (is component WILD) "*"
    (is component WILD-INFERIORS) "**"
    True component))


(defn file-text [pathname]
  "Return the namestring of name and type, or \"\"."
  (setv name (_given pathname.name)
        kind (_given pathname.type))
  (if (is kind None)
      (or name "")
      (+ (or name "") "." kind)))


(defn _given [component]
  (cond
    (in component #(None UNSPECIFIC)) None
    (is component WILD) "*"
    True component))


(defn namestring-of [pathname]
  "Return the whole namestring of PATHNAME."
  (+ (directory-text pathname.directory) (file-text pathname)))


;;; Designators

(defn the-pathname [designator]
  "Return the pathname that a string, a pathname or a file stream stands for."
  (cond
    (isinstance designator Pathname) designator
    (is (type designator) str) (parse-namestring designator)
    (is (type designator) LispString) (parse-namestring (str designator))
    (isinstance (getattr designator "pathname" None) Pathname) designator.pathname
    True (type-error designator "(OR STRING PATHNAME FILE-STREAM)")))


(defn defaults []
  "Return the value of *default-pathname-defaults* as pathname."
  (setv value (.get default-pathname-defaults))
  (if (is value None) (Pathname) (the-pathname value)))


;;; Making and merging

(defn directory-of [given]
  "Return a directory component as `make-pathname` takes it: a list, a string, :wild, nil."
  (cond
    (is given None) None
    (is given WILD) #(ABSOLUTE WILD-INFERIORS)
    (stringp given) (_parse-directory (if (.startswith (str given) "/") (str given) (+ "/" (str given))))
    (is (type given) Cons) (_check-directory (items given))
    True (type-error given "(OR LIST STRING (MEMBER :WILD))")))


(defn _check-directory [components]
  (when (not-in (get components 0) #(ABSOLUTE RELATIVE))
    (error (ProgramError :format-control f"A directory begins with :absolute or :relative, not with {(get components 0) !r}.")))
  (tuple [(get components 0)
          #* (gfor c (cut components 1 None)
                   (cond
                     (stringp c) (str c)
                     (in c #(UP BACK WILD WILD-INFERIORS)) c
                     True (type-error c "(OR STRING (MEMBER :UP :BACK :WILD :WILD-INFERIORS))")))]))


(defn component [given]
  "Return a name or type as `make-pathname` takes it."
  (cond
    (or (is given None) (in given #(WILD UNSPECIFIC))) given
    (stringp given) (_wild (str given))
    True (type-error given "(OR STRING NULL (MEMBER :WILD))")))


(defn merged-directory [directory default]
  "Return DIRECTORY filled up from DEFAULT: a relative one is put behind it."
  (cond
    (is directory None) default
    (or (is default None) (is (get directory 0) ABSOLUTE)) directory
    True (do
           (setv found (list default))
           (for [c (cut directory 1 None)]
             (if (and (is c BACK) (> (len found) 1) (is (type (get found -1)) str))
                 (.pop found)
                 (.append found c)))
           (tuple found))))


(defn merge [pathname default]
  "Return PATHNAME with what it lacks taken from DEFAULT."
  (Pathname (merged-directory pathname.directory default.directory)
            (if (is pathname.name None) default.name pathname.name)
            (if (is pathname.type None) default.type pathname.type)
            (if (is pathname.host None) default.host pathname.host)
            (if (is pathname.device None) default.device pathname.device)
            (if (is pathname.version None) default.version pathname.version)))


(defn enough [pathname default]
  "Return the shortest namestring that, merged with DEFAULT, names the same file."
  (setv directory pathname.directory
        base default.directory)
  (when (and (is-not directory None) (is-not base None)
             (is (get directory 0) ABSOLUTE)
             (= (cut directory (len base)) base))
    (setv rest (cut directory (len base) None)
          directory (if rest (tuple [RELATIVE #* rest]) None)))
  (namestring-of (Pathname directory pathname.name pathname.type)))


;;; Wild pathnames

(defn wild-p [object]
  "Return whether a component, or a whole pathname, is wild."
  (cond
    (isinstance object Pathname)
      (or (wild-p object.name) (wild-p object.type)
          (any (gfor c (or object.directory #()) (wild-p c))))
    (is (type object) str) (any (gfor c "*?[" (in c object)))
    True (in object #(WILD WILD-INFERIORS))))


(defn component-test [component]
  "Return a predicate of a str, or of None, that tells whether it fits a name or type."
  (cond
    (in component #(None UNSPECIFIC)) (fn [text] (is text None))
    (is component WILD) (fn [text] True)
    (wild-p component) (do
                         (setv pattern (re.compile (translate component)))
                         (fn [text] (and (is-not text None) (is-not (.match pattern text) None))))
    True (fn [text] (= text component))))
