#[[Octets to and from a descriptor: what a stream reads from and writes to.

A transport knows nothing of characters, chunks or TLS; a stream knows nothing of descriptors.
All of a transport's waiting is done in `waiting`, all of its failures leave by the door in
`conditions`.

What is handed to `send-all` is the transport's from then on. It stands in `unsent` until the
system took it, and goes out in the order it was handed over: a non-local exit out of a
blocked write leaves the tail there, and the next `send-all` sends it first. So octets are
neither sent twice, nor lost, nor mixed, also when an interrupt writes to the stream whose
flush it interrupts.]]

(import
  errno
  collections [deque]
  itertools [islice]
  socket :as os-socket
  acllib.conditions [raise-simulated read-timeout simulations socket-failure stream-closed
                     write-timeout]
  acllib.kernel.dynamic [current-state]
  acllib.waiting [POLLIN POLLOUT Descriptor Signal await-events readable-now writable-now])


(setv READING "reading from socket"
      WRITING "writing to socket"
      MOST-BUFFERS 64                   ; in one call; the system allows 1,024
      MUCH 16384                        ; octets in one receive after which more is likely there
      ;; After these a write may succeed when it is tried again; after all others the
      ;; connection is gone, and with it what was to be sent.
      _PASSING #(errno.ENOBUFS errno.ENOMEM errno.EINTR))


(defclass SocketTransport []
  #[[Octets over a connected stream socket.

  sock          -- the system's socket, non-blocking
  descriptor    -- Descriptor, the owner of its number
  stream        -- what conditions name
  read-timeout, write-timeout -- seconds that each step may wait, None for ever
  input-whostate, output-whostate -- what listings show: str, or function that returns one
  octets-sent   -- int, how many octets the system took
  octets-received -- int, how many octets the system gave
  unsent        -- deque of memoryviews: handed over, and not yet taken by the system]]
  (setv __slots__ #("sock" "descriptor" "stream" "read_timeout" "write_timeout"
                    "input_whostate" "output_whostate" "octets_sent" "octets_received" "unsent"
                    "_writer" "_written" "_losses" "_filled" "__weakref__"))

  (defn __init__ [self sock [stream None] * [name None]]
    (setv self.sock sock
          self.descriptor (if (isinstance sock Descriptor) sock (Descriptor sock name))
          self.sock self.descriptor.sock
          self.stream (if (is stream None) self stream)
          self.read-timeout None
          self.write-timeout None
          self.input-whostate "waiting for input"
          self.output-whostate "waiting for output"
          self.octets-sent 0
          self.octets-received 0
          self.unsent (deque)
          self._writer None
          self._written (Signal)
          self._losses 0                ; how often `unsent` was dropped
          self._filled False))          ; the last receive filled its buffer, or got much: more is there

  (setv closed (property (fn [self] self.descriptor.closed)))

  (defn fileno [self]
    "Return the system's number, -1 when it was given back."
    (.fileno self.descriptor))

  ;; Input

  (defn receive-into [self buffer]
    #[[Receive what is there into BUFFER, a writable memoryview or bytearray.

    Returns: int, how many octets; 0 at the end of file.
    Raises: StreamClosedError; SocketError: refused by the system, or "read-timeout".
    Blocks: until there is at least one octet or the end; interrupts run meanwhile.]]
    (setv descriptor self.descriptor
          users descriptor.users
          state (current-state)
          filled (and self._filled (not state.interrupts))
          failure None)
    (.append users state)
    (try
      (when simulations
        (raise-simulated "read" self.stream))
      (while True
        (when (not (or filled (await-events descriptor POLLIN self.read-timeout self.input-whostate state)))
          (setv failure "timeout")
          (break))
        (setv filled False)
        (when descriptor.closed
          (break))
        (try
          (setv count (.recv-into self.sock buffer)
                ;; Where so much came, more may be there: it is asked for before it is waited for.
                self._filled (or (= count (len buffer)) (>= count MUCH)))
          ;; Closing here shuts down first, which looks like the peer's end of file.
          (when (or count (not descriptor.closed))
            (+= self.octets-received count)
            (return count))
          (break)
          (except [BlockingIOError])))  ; another reader was faster
      (except [e OSError]
        (setv failure e))
      (finally
        (.remove users state)
        (when descriptor.closed
          (._give-back descriptor))))
    (cond
      descriptor.closed (stream-closed self.stream READING)
      (isinstance failure OSError) (socket-failure failure READING self.stream)
      True (read-timeout self.stream READING)))

  (defn receive-available [self]
    "Return whether `receive-into` would not block: data, end of file, an error, or closed."
    (readable-now self.descriptor))

  ;; Output

  (defn send [self buffers]
    #[[Send the beginning of BUFFERS, a list of bytes-like objects.

    Returns: int, how many octets went; at least 1 unless there were none. Nothing is kept of
      the rest. What is in `unsent` is not looked at: mix with `send-all` only when it is empty.
    Raises: StreamClosedError; SocketError: refused by the system, or "write-timeout".
    Blocks: until at least one octet went; interrupts run meanwhile.]]
    (._step self (fn [] buffers)))

  (defn send-all [self buffers]
    #[[Send BUFFERS, a list of bytes-like objects, behind what is still unsent.

    The buffers belong to the transport from now on and must not change until it returns.
    When it does not return, `unsent` holds its own copy of the tail.

    Returns: None.
    Raises: as `send`. After a time-out, as after a non-local exit, the tail stays in `unsent`
      and goes out first at the next call; after an error of the system it is dropped.
    Blocks: until all is sent; interrupts run meanwhile. While another process is sending,
      until that has done.]]
    (setv state (current-state))
    (when (is-not self._writer None)
      (return (._send-behind self buffers state)))
    (setv self._writer state)
    (try
      (if (or self.unsent simulations (> (len buffers) MOST-BUFFERS))
          (._hand-over self buffers)
          (._send-at-once self buffers state))
      (while self.unsent
        (._drop self (._step self self._head)))
      (finally
        (when self.unsent
          (._copy-unsent self))
        (setv self._writer None)
        (when self._written.waiters
          (.notify self._written))))
    None)

  (defn _send-at-once [self buffers state]
    "Send BUFFERS in one call of the system, as it mostly works; hand over what it does not take."
    (setv descriptor self.descriptor
          users descriptor.users
          count 0
          failure None)
    (.append users state)
    (try
      (when (not descriptor.closed)
        (setv count (if (= (len buffers) 1)
                        (.send self.sock (get buffers 0))
                        (.sendmsg self.sock buffers))))
      (except [BlockingIOError])
      (except [e OSError]
        (setv failure e))
      (finally
        (.remove users state)
        (when descriptor.closed
          (._give-back descriptor))))
    (+= self.octets-sent count)
    (when (< count (sum (map len buffers)))
      (._put-back self buffers count)
      (when (is-not failure None)
        (._fail self failure))))

  (defn _send-behind [self buffers state]
    #[[Send BUFFERS while somebody is sending: another process, or the one that an interrupt interrupted.

    They are handed over before the wait, as copies: so they keep their turn, also when the wait
    is left by a non-local exit.]]
    (setv interrupted (is self._writer state)
          losses self._losses)
    (when (not interrupted)
      (setv buffers [(.join b"" buffers)]))
    (._hand-over self buffers)
    (when (not interrupted)
      (.wait self._written (fn [] (._take-turn self state)) self.output-whostate))
    (try
      ;; Dropped by a failure that another process met: the system will tell this one, too.
      (when (!= self._losses losses)
        (._hand-over self buffers))
      (while self.unsent
        (._drop self (._step self self._head)))
      (finally
        (when self.unsent
          (._copy-unsent self))
        (when (not interrupted)
          (setv self._writer None)
          (when self._written.waiters
            (.notify self._written)))))
    None)

  (defn _take-turn [self state]
    "Make STATE the one that sends, if nobody is; return whether it is."
    (when (is self._writer None)
      (setv self._writer state))
    (is self._writer state))

  (defn _hand-over [self buffers]
    "Put BUFFERS behind what is unsent."
    (.extend self.unsent (lfor b buffers :if (len b) (memoryview b))))

  (defn _put-back [self buffers count]
    #[[Put what BUFFERS hold after the first COUNT octets before what is unsent.

    Before: while the system was asked, others may have put theirs behind it.]]
    (setv rest [])
    (for [b buffers]
      (when (< count (len b))
        (.append rest (cut (memoryview b) count None)))
      (setv count (max 0 (- count (len b)))))
    (.extendleft self.unsent (reversed rest)))

  (defn _copy-unsent [self]
    "Make what is unsent our own. In place: others may be handing over meanwhile."
    (setv unsent self.unsent)
    (try
      (for [i (range (len unsent))]
        (setv (get unsent i) (memoryview (bytes (get unsent i)))))
      (except [IndexError])))           ; closed meanwhile

  (defn _lose-unsent [self]
    "Drop what is unsent: it can't be sent any more."
    (+= self._losses 1)
    (.clear self.unsent))

  (defn _head [self]
    "Return the buffers to send next. Asked after each wait: an interrupt may have sent some."
    (list (islice self.unsent MOST-BUFFERS)))

  (defn _drop [self count]
    "Take COUNT octets off the front of what is unsent."
    (setv unsent self.unsent)
    (while (and count unsent)           ; closing empties it
      (setv size (len (get unsent 0)))
      (when (< count size)
        (setv (get unsent 0) (cut (get unsent 0) count None))
        (return None))
      (.popleft unsent)
      (-= count size)))

  (defn _step [self next-buffers]
    "Send what NEXT-BUFFERS returns, or some of it, in one call of the system; return the count."
    (setv descriptor self.descriptor
          users descriptor.users
          state (current-state)
          failure None)
    (.append users state)
    (try
      (when simulations
        (raise-simulated "write" self.stream))
      (while (not descriptor.closed)
        (setv buffers (next-buffers))
        (when (not buffers)
          (return 0))
        (try
          (setv count (if (= (len buffers) 1)
                          (.send self.sock (get buffers 0))
                          (.sendmsg self.sock buffers)))
          (+= self.octets-sent count)
          (return count)
          (except [BlockingIOError]))
        (when (not (await-events descriptor POLLOUT self.write-timeout self.output-whostate state))
          (setv failure "timeout")
          (break)))
      (except [e OSError]
        (setv failure e))
      (finally
        (.remove users state)
        (when descriptor.closed
          (._give-back descriptor))))
    (._fail self failure))

  (defn _fail [self failure]
    "Signal why nothing was sent: closed, FAILURE of the system, or \"timeout\"."
    (setv closed self.descriptor.closed)
    (when (or closed (and (isinstance failure OSError) (not-in failure.errno _PASSING)))
      (._lose-unsent self))
    (cond
      closed (stream-closed self.stream WRITING)
      (isinstance failure OSError) (socket-failure failure WRITING self.stream)
      True (write-timeout self.stream WRITING)))

  (defn send-available [self]
    "Return whether `send` would not block."
    (writable-now self.descriptor))

  ;; Ends

  (defn shutdown [self direction]
    #[[End one direction of the connection: "input" or "output". What is unsent is not sent.

    Raises: StreamClosedError, SocketError.
    Blocks: never.]]
    (setv descriptor self.descriptor
          how (get {"input" os-socket.SHUT-RD  "output" os-socket.SHUT-WR} direction)
          failure None)
    (try
      (when (.enter descriptor)
        (.shutdown self.sock how)
        (return None))
      (except [e OSError]
        (setv failure e))
      (finally
        (.leave descriptor)))
    (if (is failure None)
        (stream-closed self.stream f"shutdown of the {direction}")
        (socket-failure failure f"shutting down the {direction}" self.stream)))

  (defn close [self]
    "Close the connection; nothing more is sent. Harmless when it is closed. See `Descriptor.close`."
    (._lose-unsent self)
    (.close self.descriptor)))
