#[DOC[Laying out logical blocks: what ~< ~:> collects before it is written (CLHS 22.2.1).

A block is a list of items: str, `Break`, `Indent`, `Tab`, and inner blocks. A linear break ends the
line when its block does not fit on one line, a fill break when what follows up to the next
break does not fit, a mandatory one always; a miser break never does, as miser style is not used.
Without `*print-pretty*` no line is broken.]DOC]

(import
  acllib.lisp.streams [StringOutputStream]
  acllib.lisp.variables [print-pretty print-right-margin])


(defclass Break []
  "A place where a line may end. Slot: kind, one of linear fill miser mandatory."
  (setv __slots__ #("kind"))
  (defn __init__ [self kind]
    (setv self.kind kind)))


(defclass Indent []
  "Sets the indentation of the block: AMOUNT from its start, or from the CURRENT column."
  (setv __slots__ #("amount" "current"))
  (defn __init__ [self amount current]
    (setv self.amount amount
          self.current current)))


(defclass Block []
  "Items between a prefix and a suffix; PER-LINE: the prefix starts every line."
  (setv __slots__ #("prefix" "suffix" "per_line" "items" "width"))

  (defn __init__ [self prefix per-line]
    (setv self.prefix prefix
          self.suffix ""
          self.per-line per-line
          self.items []
          self.width None))

  (defn measure [self column]
    "Return the width on one line from COLUMN on, or None where a mandatory break makes that impossible."
    (setv left (+ column (len self.prefix))
          [end over] (flat-end self.items left left))
    (if over None (+ (- end column) (len self.suffix)))))


(defclass Tab []
  #[[Blanks up to a column, or for RELATIVE that many and on to a multiple of INCREMENT.

  section -- true: columns are counted from where the section, the text since the last place
    where the line may end, begins]]
  (setv __slots__ #("column" "increment" "relative" "section"))

  (defn __init__ [self column increment relative section]
    (setv self.column column
          self.increment increment
          self.relative relative
          self.section section))

  (defn width [self now start]
    "Return how many blanks it takes at the column NOW, in a section that begins at the column START."
    (blanks-to-tab self.column self.increment self.relative (if self.section (- now start) now))))


(defn blanks-to-tab [column increment relative now]
  "Return how many blanks lead from the column NOW to a tab stop, as ~T and ~@T count them."
  (cond
    relative (+ column (if (> increment 1) (% (- (+ now column)) increment) 0))
    (< now column) (- column now)
    (= increment 0) 0
    True (- increment (% (- now column) increment))))


(defn flat-end [items column start [to-break False]]
  #[[Return #(column over): where ITEMS end on one line, and whether a line end among them was met there.

  Arguments: column -- where they begin; start -- where their section does;
    to-break -- true: only those up to the next place where the line may end.]]
  (for [item items]
    (setv kind (type item))
    (cond
      (is kind str)
        (if (in "\n" item) (return #(column True)) (+= column (len item)))
      (is kind Block)
        (do
          (setv width (.measure item column))
          (when (is width None)
            (return #(column True)))
          (+= column width))
      (is kind Tab)
        (+= column (.width item column start))
      (is kind Break)
        (cond
          to-break (return #(column True))
          (= item.kind "mandatory") (return #(column True))
          True (setv start column))))
  #(column False))


(defclass LayoutStream [StringOutputStream]
  "An output stream that collects a logical block, and blocks inside it."

  (defn __init__ [self outer]
    (.__init__ StringOutputStream self)
    (setv self.origin (or outer.column 0)
          self.start-column self.origin
          self.blocks [(Block "" False)]))

  (defn _flush [self]
    (setv text (.take-value self))
    (when text
      (.append (. (get self.blocks -1) items) text)))

  (defn newline [self kind]
    (._flush self)
    (.append (. (get self.blocks -1) items) (Break kind)))

  (defn indent [self amount current]
    (._flush self)
    (.append (. (get self.blocks -1) items) (Indent amount current)))

  (defn tab [self column increment relative section]
    (._flush self)
    (.append (. (get self.blocks -1) items) (Tab column increment relative section)))

  (defn start [self prefix per-line]
    "Begin a block."
    (._flush self)
    (.append self.blocks (Block prefix per-line)))

  (defn end [self suffix]
    "End the innermost block."
    (._flush self)
    (setv block (.pop self.blocks)
          block.suffix suffix)
    (.append (. (get self.blocks -1) items) block))

  (defn rendered [self]
    "Return the text of the whole, laid out from the column where it begins."
    (._flush self)
    (setv pretty (is-not (.peek print-pretty) None)
          page (Page self.origin (if pretty (or (.peek print-right-margin) 80) None)))
    (for [block (. (get self.blocks 0) items)]
      (.put page block 0))
    (.join "" page.pieces)))


(defclass Page []
  "Text laid out so far, the column it ends in, and the margin (None: lines are never broken)."

  (defn __init__ [self column margin]
    (setv self.pieces []
          self.column column
          self.margin margin
          self.prefixes ""))

  (defn text [self string]
    (.append self.pieces string)
    (setv newline (.rfind string "\n"))
    (if (< newline 0)
        (+= self.column (len string))
        (setv self.column (- (len string) newline 1))))

  (defn line [self indentation prefix]
    "End the line, without blanks at its end, and go to INDENTATION."
    (while (and self.pieces (.endswith (get self.pieces -1) " "))
      (setv (get self.pieces -1) (.rstrip (get self.pieces -1) " "))
      (when (= (get self.pieces -1) "")
        (.pop self.pieces)))
    (.append self.pieces (+ "\n" (.ljust prefix indentation)))
    (setv self.column (max indentation (len prefix))))

  (defn fits [self width]
    (or (is self.margin None)
        (and (is-not width None) (<= (+ self.column width) self.margin))))

  (defn put [self item after]
    "Write ITEM; AFTER columns must be left behind it on its line."
    (cond
      (is (type item) str) (.text self item)
      (is (type item) Block) (.block self item after)))

  (defn block [self block after]
    (setv width (.measure block self.column)
          whole (.fits self (if (is width None) None (+ width after)))
          start self.column)
    (.text self block.prefix)
    (setv left self.column
          section left
          indentation left
          prefix (if block.per-line (+ (* " " start) block.prefix) "")
          items block.items
          broken False)
    (for [[i item] (enumerate items)]
      (setv kind (type item))
      (cond
        (is kind Indent)
          (setv indentation (+ item.amount (if item.current self.column left)))
        (is kind Break)
          (do
            (when (and (is-not self.margin None)
                       (.breaks self item items i whole broken block.suffix after))
              (.line self indentation prefix))
            (setv section self.column))
        (is kind Tab)
          (.text self (* " " (.width item self.column section)))
        True
          (do
            (setv lines (len self.pieces))
            (.put self item (.section self items (+ i 1) block.suffix after))
            (setv broken (any (gfor p (cut self.pieces lines None) (in "\n" p)))))))
    (.text self block.suffix))

  (defn breaks [self item items index whole broken suffix after]
    "Return whether the line ends at the break ITEM, number INDEX of its block's items."
    (cond
      (= item.kind "mandatory") True
      (= item.kind "linear") (not whole)
      (= item.kind "fill") (or broken (not (.fits self (.section self items (+ index 1) suffix after))))
      True False))

  (defn section [self items index suffix after]
    "Return the width of what follows up to the next break."
    (setv [end over] (flat-end (cut items index None) self.column self.column True))
    (+ (- end self.column) (if over 0 (+ (len suffix) after)))))
