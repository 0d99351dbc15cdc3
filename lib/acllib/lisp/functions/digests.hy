#[[Digests: MD5, SHA-1 and SHA-2 of strings, octet vectors and files, by Python's hashlib.

Source: Allegro CL 10.1, excl: md5-string and its relatives; RFC 1321, RFC 3174, RFC 6234.]]

(import
  acllib.formats [find-external-format]
  acllib.kernel.signalling [type-error]
  acllib.lisp.arrays [stringp text]
  acllib.lisp.definitions [lisp]
  acllib.lisp.forms [K]
  acllib.lisp.functions.files [native call the-pathname])


(setv NAMES #("md5" "sha1" "sha224" "sha256" "sha384" "sha512"))


(defn _hashes []
  "Return Python's `hashlib`, which is loaded at first use."
  (import hashlib)
  hashlib)


(defn octets-of [data start end external-format]
  "Return the octets of DATA, a string or octet vector, between START and END."
  (cond
    (stringp data) (.encode (find-external-format (or external-format "utf-8")) (cut (text data) start end))
    (isinstance data bytearray) (bytes (cut data start end))
    True (type-error data "(OR STRING (SIMPLE-ARRAY (UNSIGNED-BYTE 8) (*)))")))


(defn result [digest return-]
  "Return a finished hash as RETURN says: :integer, :hex (a string) or :usb8 (an octet vector)."
  (cond
    (is return- K.INTEGER) (int.from-bytes (.digest digest) "big")
    (is return- K.HEX) (.hexdigest digest)
    (is return- K.USB8) (bytearray (.digest digest))
    True (type-error return- "(MEMBER :INTEGER :HEX :USB8)")))


(defn define-digest [name]
  "Define NAME-string, NAME-file, NAME-init, NAME-update, NAME-final and hmac-NAME-string for a hash of hashlib."
  (setv upper (.upper name))
  (defn new [[data b""]]
    (.new (_hashes) name data))

  (defn [(lisp f"{upper}-STRING" :package "EXCL")] of-string
    [string * [return_ K.INTEGER] [external-format None] [start 0] [end None]]
    "Return the digest of a string or octet vector; return: :integer, :hex or :usb8."
    (result (new (octets-of string start end external-format)) return_))

  (defn [(lisp f"{upper}-FILE" :package "EXCL")] of-file [pathname * [return_ K.INTEGER]]
    "Return the digest of a file's octets; signals file-error."
    (defn read [path]
      (with [file (open path "rb")]
        (.file-digest (_hashes) file name)))
    (result (call "Reading" (the-pathname pathname) read (native pathname)) return_))

  (defn [(lisp f"{upper}-INIT" :package "EXCL")] init []
    "Return a digest to which data can be added."
    (new))

  (defn [(lisp f"{upper}-UPDATE" :package "EXCL")] update
    [context data * [start 0] [end None] [external-format None]]
    "Add a string or octet vector to a digest that was begun; return nil."
    (.update context (octets-of data start end external-format))
    None)

  (defn [(lisp f"{upper}-FINAL" :package "EXCL")] final [context * [return_ K.INTEGER]]
    "Return the digest of what was added."
    (result context return_))

  (defn [(lisp f"HMAC-{upper}-STRING" :package "EXCL")] hmac-of
    [key string * [return_ K.INTEGER] [external-format None]]
    "Return the HMAC (RFC 2104) of a string or octet vector under a key of either kind."
    (import hmac)
    (result (hmac.new (octets-of key 0 None external-format) (octets-of string 0 None external-format) name) return_)))


(for [_name NAMES]
  (define-digest _name))
