#[[Tokens: text to numbers and symbols (CLHS 2.3).

A token comes as its text and, where some of it was escaped, a `Mask`: a list with a true entry
for each escaped character. Nothing is read here; the source of the text is only named in
errors. Floats have one format, so all exponent markers mean the same.

`known` remembers for a readtable case and a base what plain tokens are: a number, or a str,
the name of a symbol of the current package.]]

(import
  math [isinf]
  re
  sys
  acllib.kernel.signalling [restart-case]
  acllib.lisp.ratios [ratio]
  acllib.lisp.reader_errors [fail TooManyDots InvalidCharacter ZeroDenominator FloatTooLarge
                             FloatTooSmall SymbolNameMissing TooManyPackageMarkers UnknownPackage
                             SymbolNotExternal SymbolNotFound]
  acllib.lisp.symbols [KEYWORD MISSING find-package])


;; Long factorials have to print and read back; length is bounded where text is not trusted.
(sys.set-int-max-str-digits 0)


;;; Numbers

(setv _FLOAT (. (re.compile (+ r"([+-]?[0-9]*\.[0-9]+)(?:[esfdlESFDL]([+-]?[0-9]+))?"
                               r"|([+-]?[0-9]+(?:\.[0-9]*)?)[esfdlESFDL]([+-]?[0-9]+)"))
                fullmatch)
      decimal-p (. (re.compile r"[+-]?[0-9]+\.") fullmatch)
      _rationals {})

(setv DIGITS "0123456789abcdefghijklmnopqrstuvwxyz")


(defn _rational-pattern [base]
  "Return the function that matches a whole integer or ratio in BASE."
  (setv found (.get _rationals base))
  (when (is found None)
    (setv digits (cut DIGITS base)
          digit f"[{digits}{(.upper digits)}]"
          found (. (re.compile f"([+-]?{digit}+)(?:/({digit}+))?") fullmatch)
          (get _rationals base) found))
  found)


(defn rational-token [token base source]
  "Return the integer or ratio that TOKEN is in BASE, or None."
  (setv m ((_rational-pattern base) token))
  (when (is m None)
    (return None))
  (setv numerator (int (get m 1) base))
  (when (is (get m 2) None)
    (return numerator))
  (setv denominator (int (get m 2) base))
  (when (= denominator 0)
    (fail source ZeroDenominator (.where source :back (len token)) :token token))
  (ratio numerator denominator))


(defn float-token [token source]
  "Return the float that TOKEN is, or None."
  (setv m (_FLOAT token))
  (when (is m None)
    (return None))
  (setv mantissa (or (get m 1) (get m 3))
        value (float f"{mantissa}e{(or (get m 2) (get m 4) "0")}"))
  (when (isinf value)
    (fail source FloatTooLarge (.where source :back (len token)) :token token))
  (when (and (= value 0) (.strip mantissa "+-0."))
    (fail source FloatTooSmall (.where source :back (len token)) :token token))
  value)


(defn number-token [token base source]
  "Return the number that TOKEN is, or None. SOURCE is named in errors."
  (cond
    (and (= base 10) (not-in (get token 0) "0123456789+-.")) None
    (decimal-p token) (int (cut token -1))
    True (do
           (setv value (rational-token token base source))
           (if (is value None) (float-token token source) value))))


;;; Letters

(defn up [text]
  "Return TEXT with those letters in upper case that have one as a single character."
  (if (.isascii text) (.upper text) (.join "" (map up-character text))))


(defn down [text]
  "Return TEXT with those letters in lower case that have one as a single character."
  (if (.isascii text) (.lower text) (.join "" (map down-character text))))


(defn up-character [c]
  (setv other (.upper c))
  (if (and (= (len other) 1) (= (.lower other) c)) other c))


(defn down-character [c]
  (setv other (.lower c))
  (if (and (= (len other) 1) (= (.upper other) c)) other c))


(defn invert [text]
  "Return TEXT in the other case if all its letters have the same one."
  (setv upper (any (gfor c text (!= (down-character c) c)))
        lower (any (gfor c text (!= (up-character c) c))))
  (cond
    (and upper lower) text
    upper (down text)
    True (up text)))


(setv FOLDS {"upcase" up  "downcase" down  "preserve" str  "invert" invert})


(defn fold [text mask case]
  "Return the name that TEXT stands for, given the readtable's case; escaped characters stay as they are."
  (when (is mask None)
    (return ((get FOLDS case) text)))
  (setv how (get FOLDS case))
  (when (= case "invert")
    (setv plain (.join "" (gfor [c escaped] (zip text mask) :if (not escaped) c))
          inverted (invert plain)
          how (cond (= inverted plain) str (= inverted (up plain)) up True down)))
  (.join "" (gfor [c escaped] (zip text mask) (if escaped c (how c)))))


;;; Interpreting a token

;; What `interpret` returns for a lone dot.
(setv DOT (object))

;; #(case base) → dict of token → number, or str that names a symbol.
(setv _known {})

(setv _INVALID (. (re.compile "[\x08\x7f]") search)
      _REMEMBERED 20000)


(defn known [case base]
  "Return the dict of plain tokens met before under that readtable case and base."
  (setv found (.get _known #(case base)))
  (when (is found None)
    (setv found (.setdefault _known #(case base) {})))
  found)


(defn interpret [token mask case base package source]
  #[[Return the object that TOKEN is: a number, a symbol, or DOT.

  Arguments: token, mask -- as in the head of this file, MASK None when nothing was escaped;
    case -- the readtable's; base -- int; package -- where symbols without prefix belong;
    source -- named in errors.
  Signals: a reader error for dots only, malformed package prefixes, numbers out of range.]]
  (when (is-not mask None)
    (return (symbol-token token mask case package source)))
  (when (in ":" token)
    (setv name (cut token 1 None))
    (when (and (= (get token 0) ":") name (not-in ":" name))
      (setv symbol (.get KEYWORD.present ((get FOLDS case) name)))
      (when (is-not symbol None)
        (return symbol)))
    (return (symbol-token token mask case package source)))
  (setv value (number-token token base source))
  (when (is value None)
    (when (not (.strip token "."))
      (when (= token ".")
        (return DOT))
      (fail source TooManyDots (.where source :back (len token)) :token token))
    (when (_INVALID token)
      (fail source InvalidCharacter (.where source :back (len token)) :code (ord (get (_INVALID token) 0))))
    (setv value ((get FOLDS case) token)))
  (when (< (len token) 64)
    (setv table (known case base))
    (when (>= (len table) _REMEMBERED)
      (.clear table))
    (setv (get table token) value))
  (if (is (type value) str)
      (get (.intern package value) 0)
      value))


(defclass Mask [list]
  #[[Which characters of a token were escaped: a list of truth values, one a character.

  empty -- list of the positions at which `||` stood, escaping nothing]]
  (setv __slots__ #("empty"))

  (defn __init__ [self [values #()]]
    (.__init__ list self values)
    (setv self.empty [])))


(defn symbol-token [token mask case package source]
  "Return the symbol that TOKEN, which is escaped or has a package prefix, stands for."
  (setv markers (lfor [i c] (enumerate token) :if (and (= c ":") (or (is mask None) (not (get mask i)))) i))
  (when (not markers)
    (return (get (.intern package (fold token mask case)) 0)))
  (setv first (get markers 0)
        last (get markers -1)
        empty (if (is mask None) #() mask.empty)
        name (fold (cut token (+ last 1) None) (_part mask (+ last 1) None) case))
  (cond
    (or (> (len markers) 2) (not-in (- last first) #(0 1)))
      (fail source TooManyPackageMarkers (.where source :back (len token)) :token token)
    (and (= (len token) (+ last 1)) (not-in (len token) empty))
      (fail source SymbolNameMissing (.where source :back (len token)) :token token)
    (and (= first 0) (not-in 0 empty))
      (get (.intern KEYWORD name) 0)
    True
      (qualified (fold (cut token first) (_part mask 0 first) case)
                 name (= first last) package source (.where source :back (len token)))))


(defn _part [mask start end]
  (if (is mask None) None (cut mask start end)))


(defn qualified [prefix name external package source where]
  #[[Return the symbol NAME of the package that PREFIX, at WHERE, names.

  EXTERNAL: one marker only, the symbol must be external. A restart `continue` reads on where
  that, or the package itself, is missing.]]
  (setv home (find-package prefix))
  (when (is home None)
    (return (restart-case
              (fn [] (fail source UnknownPackage where :package prefix :symbol-name name))
              #("continue" f"Read {name} as a symbol of the current package."
                (fn [] (get (.intern package name) 0))))))
  (when (not external)
    (return (get (.intern home name) 0)))
  (setv [symbol status] (.find home name))
  (if (= status "external")
      symbol
      (restart-case
        (fn []
          (fail source (if (is symbol MISSING) SymbolNotFound SymbolNotExternal) where
                :package home.name :symbol-name name))
        #("continue" (if (is symbol MISSING) f"Make the symbol {home.name}::{name}." "Use the symbol anyway.")
          (fn [] (get (.intern home name) 0))))))
