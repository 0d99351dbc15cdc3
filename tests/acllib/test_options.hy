"Socket options: each row reaches the system, what is not supplied stays, what is wrong is named."

(import
  errno
  sys
  pytest
  acllib.addresses [IPv6Address]
  acllib.arguments [BadArgument UnknownKeyword]
  acllib.conditions [clear-simulations simulate SocketError StreamClosedError]
  acllib.making [make-socket]
  acllib.options [OPTIONS UnsupportedOption md5-key md5-record option-setting]
  acllib.sockets [set-socket-options set-tcp-md5-sig])


(defn [pytest.fixture] door []
  (with [door (make-socket :connect "passive" :local-host "127.1")]
    (yield door)))


(defn [(pytest.mark.parametrize "name" (lfor o (.values OPTIONS) :if o.switch o.name))]
  test-switches [door name]
  (for [[value setting] [#(True True) #(None False) #("on" True) #(False False) #(0 True)]]
    (set-socket-options door #** {name value})
    (assert (is (option-setting door.system name) setting) f"{value}: 0 is true in Lisp")))


(defn [(pytest.mark.parametrize "name" (lfor o (.values OPTIONS) :if (not o.switch) o.name))]
  test-numbers [door name]
  (setv value (if (.endswith name "size") 8192 50))
  (set-socket-options door #** {name value})
  (assert (in (option-setting door.system name) #(value (* 2 value))) "Linux doubles the sizes of buffers"))


(defn test-not-supplied-is-unchanged [door]
  (set-socket-options door :keepalive True :reuse-address True)
  (set-socket-options door :nodelay True)
  (assert (option-setting door.system "keepalive"))
  (set-socket-options door :keepalive None)
  (assert (not (option-setting door.system "keepalive")))
  (assert (option-setting door.system "reuse_address")))


(defn [(pytest.mark.parametrize "value" [None True -1 1.5 "1" (** 2 31)])]
  test-wrong-sizes [door value]
  (with [caught (pytest.raises BadArgument)]
    (set-socket-options door :receive-buffer-size value))
  (assert (in ":receive-buffer-size" (str caught.value))))


(defn test-unknown-option [door]
  (with [caught (pytest.raises UnknownKeyword)]
    (set-socket-options door :no-delay True))
  (assert (in ":no-delay" (str caught.value))))


(defn test-the-system-refuses []
  (with [packets (make-socket :type "datagram" :local-host "127.1")]
    (with [caught (pytest.raises SocketError)]
      (set-socket-options packets :nodelay True))
    (assert (is caught.value.stream packets))
    (assert (= caught.value.action "setting the socket option nodelay"))
    (assert (in caught.value.code #(errno.ENOPROTOOPT errno.EOPNOTSUPP errno.EINVAL)))))


(defn test-the-system-has-no-such-option [monkeypatch door]
  (monkeypatch.setattr (get OPTIONS "tcp_keepalive_idle_time") "number" None)
  (with [caught (pytest.raises UnsupportedOption)]
    (set-socket-options door :tcp-keepalive-idle-time 60))
  (assert (in "tcp-keepalive-idle-time" (str caught.value))))


(defn test-simulated [door]
  (simulate "option" "ENOPROTOOPT")
  (try
    (with [caught (pytest.raises SocketError)]
      (set-socket-options door :keepalive True))
    (finally
      (clear-simulations)))
  (assert (= caught.value.identifier "protocol-not-available")))


(defn test-closed [door]
  (.close door)
  (with [_ (pytest.raises StreamClosedError)]
    (set-socket-options door :keepalive True)))


;;; MD5 signatures

(defn test-md5-record []
  (setv record (md5-record 2130706433 0 b"key"))
  (assert (= (len record) 216) "sizeof(struct tcp_md5sig)")
  (assert (= (cut record 4 8) (bytes [127 0 0 1])))
  (assert (= (cut record 136 139) b"key"))
  (assert (= (len (md5-record (IPv6Address 1) 0 b"k")) 216)))


(setv KEYS [#("secret" b"secret") #(b"secret" b"secret") #((bytearray b"s") b"s") #((* "a" 80) (* b"a" 80))])


(defn [(pytest.mark.parametrize #("key" "octets") KEYS)]
  test-md5-key [key octets]
  (assert (= (md5-key key None "set-tcp-md5-sig") octets)))


(defn [(pytest.mark.parametrize "key" ["" (* "a" 81) 5 None])]
  test-no-md5-key [key]
  (with [_ (pytest.raises BadArgument)]
    (md5-key key None "set-tcp-md5-sig")))


(defn test-md5-signature-is-for-passive-sockets-on-linux [monkeypatch door]
  (with [packets (make-socket :type "datagram" :local-host "127.1")]
    (with [_ (pytest.raises BadArgument)]
      (set-tcp-md5-sig packets "127.1" "key")))
  (monkeypatch.setattr sys "platform" "darwin")
  (with [_ (pytest.raises UnsupportedOption)]
    (set-tcp-md5-sig door "127.1" "key")))
