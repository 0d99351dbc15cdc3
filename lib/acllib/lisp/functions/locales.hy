#[[Locales: names of days and months, and how a language writes times.

The locales C and en_US are here; what others say is asked of the system's `locale`, once, when somebody
needs it. Python's own locale is left alone: it is one for the whole program, where *locale* may be bound by
each process. Source: Allegro CL 10.1, Localization support; POSIX, strftime.]]

(import
  datetime [date]
  functools [cache]
  os
  time :as os-time
  acllib.formats [default-external-format find-external-format]
  acllib.kernel.identity [address-digits]
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.classes [defined-class]
  acllib.lisp.conses [lisp-list]
  acllib.lisp.definitions [lisp special]
  acllib.lisp.format [format]
  acllib.lisp.functions.strings [designated]
  acllib.lisp.functions.time [UNIX-EPOCH]
  acllib.lisp.symbols [keyword])


(setv CATEGORIES {"LC_TIME" "abday day abmon mon am_pm d_t_fmt d_fmt t_fmt t_fmt_ampm"
                  "LC_MONETARY" "int_curr_symbol currency_symbol mon_decimal_point mon_thousands_sep mon_grouping positive_sign negative_sign int_frac_digits frac_digits p_cs_precedes p_sep_by_space n_cs_precedes n_sep_by_space p_sign_posn n_sign_posn"
                  "LC_NUMERIC" "decimal_point thousands_sep grouping"
                  "LC_MESSAGES" "yesexpr noexpr yesstr nostr"
                  "LC_IDENTIFICATION" "title language territory"}
      CATEGORY-OF (dfor [category names] (.items CATEGORIES) name (.split names) name category)
      LISTS #{"abday" "day" "abmon" "mon" "am_pm"}
      NONE (keyword "UNSPECIFIED"))

(setv ENGLISH {"abday" ["Sun" "Mon" "Tue" "Wed" "Thu" "Fri" "Sat"]
               "day" ["Sunday" "Monday" "Tuesday" "Wednesday" "Thursday" "Friday" "Saturday"]
               "abmon" ["Jan" "Feb" "Mar" "Apr" "May" "Jun" "Jul" "Aug" "Sep" "Oct" "Nov" "Dec"]
               "mon" ["January" "February" "March" "April" "May" "June" "July" "August" "September" "October"
                      "November" "December"]
               "am_pm" ["AM" "PM"]
               "t_fmt_ampm" "%I:%M:%S %p"
               "decimal_point" "."
               "yesexpr" "^[yY]"
               "noexpr" "^[nN]"}
      BUILT-IN {"C" {#** ENGLISH  "d_t_fmt" "%a %b %e %H:%M:%S %Y"  "d_fmt" "%m/%d/%y"  "t_fmt" "%H:%M:%S"
                     "thousands_sep" ""}
                "en_US" {#** ENGLISH  "d_t_fmt" "%a %d %b %Y %r %Z"  "d_fmt" "%m/%d/%Y"  "t_fmt" "%r"
                         "thousands_sep" ","  "int_curr_symbol" "USD "  "currency_symbol" "$"
                         "mon_decimal_point" "."  "mon_thousands_sep" ","  "frac_digits" 2  "int_frac_digits" 2
                         "yesstr" "yes"  "nostr" "no"  "language" "English"  "territory" "United States"}})


(defclass Locale []
  #[[A language and a country. Slots: name; charset, or None; `attributes`: dict, asked for at first use.]]

  (defn __init__ [self name [charset None] [attributes None]]
    (setv self.name name
          self.charset charset
          self._attributes attributes))

  (defn [property] attributes [self]
    (when (is self._attributes None)
      (setv self._attributes (or (system-attributes self.name) (get BUILT-IN "C"))))
    self._attributes)

  (defn __repr__ [self]
    f"#<LOCALE \"{self.name}\" @ #x{(address-digits self)}>"))


(defined-class "LOCALE" Locale "EXCL")


;;; The system's locales

(defn asked [#* words [environment None]]
  "Return the octets that the program `locale` prints, b\"\" where there is none."
  (import subprocess)
  (try
    (. (subprocess.run ["locale" #* words] :env {#** os.environ  #** (or environment {})}
                       :stdin subprocess.DEVNULL :stdout subprocess.PIPE :stderr subprocess.DEVNULL :timeout 10)
       stdout)
    (except [#(OSError subprocess.SubprocessError)]
      b"")))


(defn [cache] installed []
  "Return the list of the names that the system has locales for."
  (.split (.decode (asked "-a") "ascii" "replace")))


(defn system-name [name]
  "Return the system's name of the locale NAME, as it or a language alone may be spelled; None where there is none."
  (setv wanted (.lower name))
  (defn rank [candidate]
    (setv [base _ charset] (.partition (.lower candidate) "."))
    (cond
      (= base wanted) (if (in charset #("utf8" "utf-8")) 0 1)
      (.startswith base (+ wanted "_")) (if (in charset #("utf8" "utf-8")) 2 3)
      True None))
  (setv found (lfor c (installed) :if (is-not (rank c) None) c))
  (if found (min found :key rank) None))


(defn system-attributes [name]
  "Return what the system's locale says that serves NAME, as dict, or None."
  (setv found (system-name name))
  (if (is found None)
      None
      (attributes-of (asked "-k" "charmap" #* CATEGORIES :environment {"LC_ALL" found}))))


(defn attributes-of [octets]
  "Return as dict what `locale -k` printed: lines of a name, =, and a number or a text in quotes."
  (setv pairs (lfor line (.split octets b"\n") :if (in b"=" line) (.split line b"=" 1))
        charmap (.decode (.get (dict pairs) b"charmap" b"utf-8") "ascii")
        encoding (. (find-external-format (.strip charmap "\"")) codec)
        found {})
  (for [[name value] pairs]
    (setv key (.decode name "ascii")
          written (.replace (.decode value encoding "replace") "\\\"" "\""))
    (when (in key CATEGORY-OF)
      (setv (get found key)
            (cond
              (in key LISTS) (.split (.strip written "\"") ";")
              (.startswith written "\"") (cut written 1 -1)
              (.isdecimal (.lstrip written "-")) (int written)
              True written))))
  found)


;;; Locales by name

(setv _known (dfor [name attributes] (.items BUILT-IN) (.lower name) (Locale name None attributes)))
(setv (get _known "posix") (get _known "c"))


(defn initial-locale []
  "Return the locale that the environment names, C where that is none."
  (setv name (next (gfor v #("LC_ALL" "LC_TIME" "LANG") :if (.get os.environ v) (get os.environ v)) "C")
        [base _ charset] (.partition name "."))
  (or (.get _known (.lower base)) (Locale base (or charset None))))


(setv locale (special "*LOCALE*" (initial-locale) "The locale that times are written in." :package "EXCL"))


(defn [(lisp "FIND-LOCALE" :package "EXCL")] find-locale [name]
  #[[Return the locale called NAME, nil where there is none.

  Arguments: name -- a locale, or string designator, in any case: "C", "en_US", what the system has
    (`locale -a`), a language alone, each with a charset behind a dot: "en_US.latin1".]]
  (when (isinstance name Locale)
    (return name))
  (setv wanted (designated name)
        known (.get _known (.lower wanted)))
  (when (is-not known None)
    (return known))
  (setv [base _ charset] (.partition wanted "."))
  (if charset
      (do
        (setv found (find-locale base))
        (if (or (is found None) (is (find-external-format charset :errorp False) None))
            None
            (remember (Locale f"{found.name}.{charset}" charset found.attributes) wanted)))
      (do
        (setv name-there (system-name base))
        (if (is name-there None)
            (if (= (.lower base) "en") (get _known "en_us") None)
            (remember (Locale (get (.partition name-there ".") 0)) wanted)))))


(defn remember [locale- name]
  (.setdefault _known (.lower name) locale-))


(defn [(lisp "ALL-LOCALES" :package "EXCL")] all-locales []
  "Return the list of the locales that were asked for so far."
  (lisp-list (list (dict.fromkeys (.values _known)))))


(defn the-locale [designator]
  "Return the locale that DESIGNATOR, a locale or its name, means; signals type-error where there is none."
  (setv found (if (or (isinstance designator Locale) (stringp designator) (hasattr designator "name"))
                  (find-locale designator)
                  None))
  (if (is found None) (type-error designator "a locale or the name of one") found))


(defn [(lisp "LOCALE-NAME" :package "EXCL")] locale-name [locale-]
  "Return the name of a locale."
  (. (the-locale locale-) name))


(defn [(lisp "LOCALE-EXTERNAL-FORMAT" :package "EXCL")] locale-external-format [locale-]
  "Return the external format of a locale: of the charset in its name, or else the default one."
  (setv charset (. (the-locale locale-) charset))
  (find-external-format (or charset (.get default-external-format) "default")))


(defn [(lisp "LOCALE-ATTRIBUTE" :package "EXCL")] locale-attribute [locale- attribute * [category None]]
  #[[Return what a locale says of ATTRIBUTE, a string designator such as :day, :mon, "d_t_fmt", :territory.

  Lists of names begin with Sunday and January. Returns :unspecified where it says nothing. Category, such as
  "LC_TIME", limits the search. Signals: type-error for a category that does not have the attribute.]]
  (setv name (.replace (.lower (designated attribute)) "-" "_"))
  (when (and (is-not category None) (!= (.get CATEGORY-OF name) (.upper (designated category))))
    (type-error category f"a category that has the attribute {name}"))
  (setv value (.get (. (the-locale locale-) attributes) name NONE))
  (if (is (type value) list) (lisp-list value) value))


;; An accessor for each: locale-day, locale-d-t-fmt and so on.
(for [_name CATEGORY-OF]
  (setv _get (fn [locale- [name _name]] (locale-attribute locale- name))
        _get.__name__ (+ "locale_" _name)
        _get.__doc__ f"Return the attribute {_name} of a locale, :unspecified where it has none.")
  ((lisp (+ "LOCALE-" (.upper (.replace _name "_" "-"))) :package "EXCL") _get))


;;; Times

(defn week-number [time first]
  "Return the week of the year, where weeks begin with weekday FIRST, 0 for Monday."
  (// (+ time.tm-yday 6 (- (% (- time.tm-wday first) 7))) 7))


(defn iso [time]
  (.isocalendar (date time.tm-year time.tm-mon time.tm-mday)))


(defn offset [time]
  (setv [hours minutes] (divmod (// (abs time.tm-gmtoff) 60) 60))
  f"{(if (< time.tm-gmtoff 0) "-" "+")}{hours :02}{minutes :02}")


(defn hour-12 [time]
  (+ (% (- time.tm-hour 1) 12) 1))


(defn sunday-first [time]
  (% (+ time.tm-wday 1) 7))


;; Conversion → function of a struct_time and the attributes of the locale.
(setv CONVERSIONS {
  "a" (fn [t a] (get a "abday" (sunday-first t)))
  "A" (fn [t a] (get a "day" (sunday-first t)))
  "b" (fn [t a] (get a "abmon" (- t.tm-mon 1)))
  "B" (fn [t a] (get a "mon" (- t.tm-mon 1)))
  "c" (fn [t a] (written t a (get a "d_t_fmt")))
  "C" (fn [t a] f"{(// t.tm-year 100) :02}")
  "d" (fn [t a] f"{t.tm-mday :02}")
  "D" (fn [t a] (written t a "%m/%d/%y"))
  "e" (fn [t a] f"{t.tm-mday :2}")
  "F" (fn [t a] (written t a "%Y-%m-%d"))
  "G" (fn [t a] (str (get (iso t) 0)))
  "g" (fn [t a] f"{(% (get (iso t) 0) 100) :02}")
  "h" (fn [t a] (get a "abmon" (- t.tm-mon 1)))
  "H" (fn [t a] f"{t.tm-hour :02}")
  "I" (fn [t a] f"{(hour-12 t) :02}")
  "j" (fn [t a] f"{t.tm-yday :03}")
  "k" (fn [t a] f"{t.tm-hour :2}")
  "l" (fn [t a] f"{(hour-12 t) :2}")
  "m" (fn [t a] f"{t.tm-mon :02}")
  "M" (fn [t a] f"{t.tm-min :02}")
  "n" (fn [t a] "\n")
  "p" (fn [t a] (get a "am_pm" (// t.tm-hour 12)))
  "r" (fn [t a] (written t a (or (get a "t_fmt_ampm") "%I:%M:%S %p")))
  "R" (fn [t a] (written t a "%H:%M"))
  "S" (fn [t a] f"{t.tm-sec :02}")
  "t" (fn [t a] "\t")
  "T" (fn [t a] (written t a "%H:%M:%S"))
  "u" (fn [t a] (str (+ t.tm-wday 1)))
  "U" (fn [t a] f"{(week-number t 6) :02}")
  "V" (fn [t a] f"{(get (iso t) 1) :02}")
  "w" (fn [t a] (str (sunday-first t)))
  "W" (fn [t a] f"{(week-number t 0) :02}")
  "x" (fn [t a] (written t a (get a "d_fmt")))
  "X" (fn [t a] (written t a (get a "t_fmt")))
  "y" (fn [t a] f"{(% t.tm-year 100) :02}")
  "Y" (fn [t a] (str t.tm-year))
  "z" (fn [t a] (offset t))
  "Z" (fn [t a] t.tm-zone)
  "%" (fn [t a] "%")})


(defn written [time attributes control]
  "Return TIME, a struct_time, as CONTROL, a format of strftime, says; E and O in a conversion mean nothing here."
  (setv pieces []
        at 0)
  (while (< at (len control))
    (setv c (get control at))
    (+= at 1)
    (when (= c "%")
      (setv start at)
      (while (in (cut control at (+ at 1)) #("E" "O"))
        (+= at 1))
      (setv conversion (.get CONVERSIONS (cut control at (+ at 1)))
            c (if (is conversion None)
                  (+ "%" (cut control start (+ at 1)))    ; as strftime leaves it
                  (conversion time attributes)))
      (+= at 1))
    (.append pieces c))
  (.join "" pieces))


(defn [(lisp "LOCALE-FORMAT-TIME" :package "EXCL")] locale-format-time
  [stream date-time show-date show-time [locale- None] [fmt None]]
  #[[Write a universal time in the local zone as people of a locale do; also for `~/locale-format-time/`.

  Arguments:
    stream -- as format takes it: nil returns the text.
    date-time -- universal time; show-date, show-time -- whether to write the date (`~:/`) and the time (`~@/`);
      neither: the time with AM or PM.
    locale -- a locale or its name; nil: *locale*.
    fmt -- string as strftime takes it, in the place of what the locale says.
  Returns: a string for the stream nil, else nil.
  Signals: type-error.]]
  (when (is-not (type date-time) int)
    (type-error date-time "a universal time"))
  (setv attributes (. (the-locale (if (is locale- None) (.get locale) locale-)) attributes)
        control (cond
                  (is-not fmt None) (text fmt)
                  (is show-date None) (if (is show-time None) "%r" (get attributes "t_fmt"))
                  (is show-time None) (get attributes "d_fmt")
                  True (get attributes "d_t_fmt")))
  (try
    (setv time (os-time.localtime (- date-time UNIX-EPOCH)))
    (except [#(OverflowError OSError)]
      (setv time None)))
  (when (is time None)
    (type-error date-time "a universal time of the years that the system knows"))
  (format stream "~a" (written time attributes control)))


(defn [(lisp "LOCALE-PRINT-TIME" :package "EXCL")] locale-print-time
  [date-time * [stream True] [show-date None] [show-time None] [fmt None] [locale_ None]]
  "Write a universal time as locale-format-time does; to *standard-output*, unless told otherwise."
  (locale-format-time stream date-time show-date show-time locale_ fmt))
