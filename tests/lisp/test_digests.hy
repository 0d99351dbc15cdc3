"Digests of package EXCL. The values are those of RFC 1321, RFC 2202 and FIPS 180."

(import
  pytest
  acllib.kernel.signalling [WrongType]
  acllib.lisp.file_errors [FileDoesNotExist]
  support.evaluation [check-error printed])


(setv RESULTS [
  ; form
  ; what it prints
  #("(list (md5-string \"abc\" :return :hex) (md5-string \"abc\"))"
    "(\"900150983cd24fb0d6963f7d28e17f72\" 191415658344158766168031473277922803570)")
  #("(list (sha1-string \"abc\" :return :hex) (sha256-string \"abc\" :return :hex))"
    "(\"a9993e364706816aba3e25717850c26c9cd0d89d\" \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\")")
  #("(let ((c (md5-init))) (md5-update c \"xab\" :start 1) (md5-update c (string-to-octets \"c\" :null-terminate nil)) (md5-final c :return :usb8))"
    "#(144 1 80 152 60 210 79 176 214 150 63 125 40 225 127 114)")
  #("(hmac-md5-string \"key\" \"The quick brown fox jumps over the lazy dog\" :return :hex)"
    "\"80070713463e7749b90c2dc24911e275\"")])


(defn [(pytest.mark.parametrize #("text" "result") RESULTS)]
  test-results [text result]
  (assert (= (printed text) result)))


(defn test-of-a-file [tmp-path]
  (setv path (/ tmp-path "abc"))
  (.write-bytes path b"abc")
  (assert (= (printed f"(md5-file \"{path}\" :return :hex)") "\"900150983cd24fb0d6963f7d28e17f72\"")))


(setv ERRORS [
  #("(md5-string 5)" WrongType "5")
  #("(md5-string \"a\" :return :octal)" WrongType "OCTAL")
  #("(md5-file \"/no/such/file\")" FileDoesNotExist "/no/such/file")])


(defn [(pytest.mark.parametrize #("text" "class_" "fragment") ERRORS)]
  test-errors [text class- fragment]
  (check-error text class- fragment))
