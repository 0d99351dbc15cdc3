"Addresses: text to value and back, and what is no address."

(import
  pytest
  acllib.addresses [dotted-to-ipaddr dotted-address-p ipaddr-to-dotted ipaddr-equalp ipaddrp
                    ipv6-address-p loopback-p mapped-address unmapped-address
                    IPv6Address MalformedAddress]
  acllib.kernel.signalling [WrongType])


(setv DOTTED [
  ; text              integer      why
  #("192.132.95.84"   3229900628   "the manual's vapor")
  #("192.132.95.109"  3229900653   "the manual's frisky")
  #("0.0.0.0"         0            "lowest")
  #("255.255.255.255" 4294967295   "highest")
  #("127.1"           2130706433   "the last field fills three octets")
  #("23.3"            385875971    "class A: 23.0.0.3")
  #("128.1.3"         2147549187   "class B: 128.1.0.3")
  #("1.65535"         16842751     "a last field of more than eight bits")
  #("1.16777215"      33554431     "the largest that fits into three octets")
  #("5"               5            "one field is the whole address")
  #("4294967295"      4294967295   "and its largest")])


(defn [(pytest.mark.parametrize #("text" "integer" "why") DOTTED)]
  test-dotted [text integer why]
  (assert (= (dotted-to-ipaddr text) integer)))


(setv MALFORMED [
  #("300.1.1.1" "a field above 255")     #("1.2.3.256" "the last one too")
  #("1.2.65536" "too large for two octets") #("4294967296" "too large for four")
  #("" "nothing")                        #("1.2.3.4.5" "five fields")
  #("1..2" "an empty field")             #("1.2." "an empty last field")
  #("vapor" "a name")                    #("-1.2" "a sign")
  #(" 1.2.3.4" "a blank")                #("1.2.3.4\n" "a newline")
  #("010.1.1.1" "other systems read this as octal") #("0x7f.1" "and this as hexadecimal")
  #("1.2.3.\u0664" "a digit, but not an ASCII one") #("99999999999" "eleven digits")
  #(":" "half a gap")                    #(":::" "a gap and a half")
  #("1::2::3" "two gaps")                #("1:2:3:4:5:6:7" "seven groups")
  #("1:2:3:4:5:6:7:8:9" "nine groups")   #("1:2:3:4:5:6:7:8::" "a gap for nothing")
  #("12345::" "five digits")             #("g::" "no hexadecimal digit")
  #("::1.2.3" "three fields at the end") #("::1.2.3.4:5" "IPv4 not at the end")
  #("1.2.3.4::" "IPv4 before the gap")   #("::1%" "an empty scope")
  #("::1%nosuchinterface" "no such interface") #("[::1]" "brackets belong to URLs")
  #("::1 " "a blank")                    #("-1::" "a sign")])


(defn [(pytest.mark.parametrize #("text" "why") MALFORMED)]
  test-malformed [text why]
  (assert (is (dotted-to-ipaddr text :errorp None) None))
  (assert (is (dotted-to-ipaddr text :errorp False) None))
  (assert (not (and (dotted-address-p text) (not-in "%" text))))
  (with [caught (pytest.raises MalformedAddress)]
    (dotted-to-ipaddr text))
  (assert (= caught.value.text text))
  (assert (isinstance caught.value ValueError)))


(setv IPV6 [
  ; text                                value                                   written (RFC 5952)                why
  #("::"                                0                                       "::"                              "nothing but a gap")
  #("::1"                               1                                       "::1"                             "loopback")
  #("2001:5c0:0:2::24"                  0x200105c0000000020000000000000024      "2001:5c0:0:2::24"                "the longer run of zeros is cut")
  #("FE80:0:0:0:209:5BFF:FE8E:61C1"     0xfe8000000000000002095bfffe8e61c1      "fe80::209:5bff:fe8e:61c1"        "lower case")
  #("2001:db8:0:1:1:1:1:1"              0x20010db8000000010001000100010001      "2001:db8:0:1:1:1:1:1"            "one group of zeros is not cut")
  #("2001:0db8::0001"                   0x20010db8000000000000000000000001      "2001:db8::1"                     "no leading zeros")
  #("1:0:0:2:0:0:0:3"                   0x00010000000000020000000000000003      "1:0:0:2::3"                      "the longest run")
  #("1:0:0:2:3:0:0:4"                   0x00010000000000020003000000000004      "1::2:3:0:0:4"                    "the first of two equal ones")
  #("1:2:3:4:5:6:7::"                   0x00010002000300040005000600070000      "1:2:3:4:5:6:7:0"                 "a gap of one group")
  #("::ffff:192.132.95.84"              0xffffc0845f54                          "::ffff:192.132.95.84"            "IPv4-mapped")
  #("::ffff:c084:5f54"                  0xffffc0845f54                          "::ffff:192.132.95.84"            "the same in groups")
  #("64:ff9b::1.2.3.4"                  0x0064ff9b000000000000000001020304      "64:ff9b::102:304"                "IPv4 at the end, read only")
  #("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" (- (** 2 128) 1)  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" "highest")])


(defn [(pytest.mark.parametrize #("text" "value" "written" "why") IPV6)]
  test-ipv6 [text value written why]
  (setv address (dotted-to-ipaddr text))
  (assert (ipv6-address-p address))
  (assert (= #(address.value address.scope-id) #(value 0)))
  (assert (= (ipaddr-to-dotted address) written))
  (assert (= (ipaddr-to-dotted address :values True) written))
  (assert (= (dotted-to-ipaddr written) address)))


(defn test-scope []
  (setv address (dotted-to-ipaddr "fe80::209:5bff:fe8e:61c1%2"))
  (assert (= address.scope-id 2))
  (assert (= (ipaddr-to-dotted address) "fe80::209:5bff:fe8e:61c1%2"))
  (setv address.scope-id 0)
  (assert (= (ipaddr-to-dotted address) "fe80::209:5bff:fe8e:61c1")))


(defn test-four-fields []
  (assert (= (ipaddr-to-dotted 3229900628) "192.132.95.84"))
  (assert (= (ipaddr-to-dotted 1) "0.0.0.1"))
  (assert (= (ipaddr-to-dotted 2130706433 :values True) #(127 0 0 1))))


(defn [(pytest.mark.parametrize "object" [-1 (** 2 32) 1.5 "1.2.3.4" None True])]
  test-no-address-to-write [object]
  (assert (not (ipaddrp object)))
  (with [_ (pytest.raises WrongType)]
    (ipaddr-to-dotted object)))


(defn test-predicates []
  (assert (all (map ipaddrp [0 3229900628 4294967295 (IPv6Address 1)])))
  (assert (= (list (map dotted-address-p ["127.1" "::1" "fe80::1%eth0" "vapor" "" 5 None]))
             [True True True False False False False]))
  (assert (not (ipv6-address-p 1))))


(setv EQUAL [
  #("::ffff:192.132.95.84" "::ffff:c084:5f54" True  "two ways to write it")
  #("127.1" 2130706433                        True  "text and integer")
  #("FE80::1%1" "fe80::1%2"                   True  "scopes do not count")
  #("127.0.0.1" "::ffff:127.0.0.1"            False "different families")
  #("::1" "::2"                               False "different addresses")])


(defn [(pytest.mark.parametrize #("one" "two" "equal" "why") EQUAL)]
  test-equal [one two equal why]
  (assert (is (ipaddr-equalp one two) equal))
  (assert (is (ipaddr-equalp two one) equal)))


(defn test-equal-with-scope []
  (assert (not (ipaddr-equalp "fe80::1%1" "fe80::1%2" :compare-scope-id True)))
  (assert (ipaddr-equalp "fe80::1%1" "fe80::1%1" :compare-scope-id True)))


(defn test-mapped []
  (setv mapped (mapped-address 2130706433))
  (assert (= (str mapped) "::ffff:127.0.0.1"))
  (assert (= (unmapped-address mapped) 2130706433))
  (assert (= (list (map loopback-p [2130706433 0x7FFFFFFE (IPv6Address 1) mapped 3229900628 (IPv6Address 2)]))
             [True True True True False False])))
