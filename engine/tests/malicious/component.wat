;; A component of `wit/resize.wit` that means harm, for `cargo xtask sandbox`. No program that is given away has it.
;;
;; The file that it gets chooses what it does: "resize: A" does the first of the functions below in `resize`, and
;; "probe:  A" does it in `probe`; behaviours.json has the whole list. Everything else is a good image, of which the right
;; answer is always the same: a PNG of one pixel for each output. So one process can be attacked and then go on working.
;;
;; `cargo xtask sandbox` wraps this module as it wraps the real one. Offsets are those of the canonical ABI.
(module
  (import "[export]thumbox:resize/resizer@0.2.0" "[resource-new]resized" (func $new_resource (param i32) (result i32)))

  ;; At most 512 MiB, so that computers that run the tests survive hosts that set no limit.
  (memory $memory (export "memory") 1 8192)

  ;; Where things are. The real component has none of this at fixed places.
  ;;    16  the words that choose
  ;;    40  what each output of a request has
  ;;    64  the image that is the right answer
  ;;   160  texts
  ;;  1920  what begins no character of UTF-8, and what clears a terminal
  ;;  2048  the results of functions: of `probe` and `resize`, from 2112 on of `facts`, from 2128 on of `take`
  ;;  2176  details of an error
  ;;  4096  the facts that are the right answer
  ;; 16384  what is allocated
  (data (i32.const 16) "resize: probe:  ")
  (data (i32.const 40) "\22width\22:")
  (data (i32.const 64) "\89PNG\0d\0a\1a\0a\00\00\00\0dIHDR\00\00\00\01\00\00\00\01\08\00\00\00\00\3a\7e\9b\55\00\00\00\0aIDAT\78\da\63\68\00\00\00\82\00\81\da\45\08\3b\00\00\00\00IEND\ae\42\60\82")
  (data (i32.const 160) "{\22outputs\22:[")
  (data (i32.const 176) "{\22format\22:\22png\22,\22width\22:1,\22height\22:1,\22frames\22:1,\22bytes\22:67}")
  (data (i32.const 240) "{\22format\22:\22png\22,\22width\22:4294967295,\22height\22:0,\22frames\22:0,\22bytes\22:67,\22quality\22:255}")
  (data (i32.const 328) "{\22format\22:\22pict\22,\22width\22:1,\22height\22:1,\22frames\22:1,\22bytes\22:67}")
  (data (i32.const 392) "{\22format\22:\22png\22,\22width\22:1,\22height\22:1,\22frames\22:1,\22bytes\22:68}")
  (data (i32.const 456) "],\22warnings\22:[")
  (data (i32.const 472) "{\22kind\22:\22damage\22,\22message\22:\22")
  (data (i32.const 504) "\22}")
  (data (i32.const 512) "]}")
  (data (i32.const 520) "\5cu001b[2J\5cu001b[31mthumbox: all is well\5cr\5cn")
  (data (i32.const 568) "{\22format\22:\22png\22,\22width\22:1,\22height\22:1,\22orientation\22:1,\22frames\22:1,\22frames-complete\22:true,\22alpha\22:false,\22depth\22:8,\22color-model\22:\22gray\22,\22progressive\22:false,\22working-memory\22:65536,\22auto-format\22:\22png\22}")
  (data (i32.const 768) "{\22format\22:\22png\22,\22width\22:1,\22height\22:1,\22orientation\22:1,\22frames\22:1,\22frames-complete\22:true,\22alpha\22:false,\22depth\22:8,\22color-model\22:\22gray\22,\22progressive\22:false,\22working-memory\22:18446744073709551615,\22auto-format\22:\22png\22}")
  (data (i32.const 984) "malformed")
  (data (i32.const 1000) "truncated")
  (data (i32.const 1016) "needed")
  (data (i32.const 1024) "18446744073709551615")
  (data (i32.const 1920) "\ff\fe\c0\80")
  (data (i32.const 1928) "\1b[2J\1b[31mthumbox: all is well\0d\0a")
  (global $free (mut i32) (i32.const 16384))
  (global $loops_afterwards (mut i32) (i32.const 0))
  ;; The facts that are told, the place where they are written, and the file that is given for each output.
  (global $facts (mut i32) (i32.const 0))
  (global $facts_end (mut i32) (i32.const 0))
  (global $file (mut i32) (i32.const 64))
  (global $file_length (mut i32) (i32.const 67))
  ;; What is done where facts, or a file, are asked for: 0 nothing, 1 a loop, 2 the end. And whether there is a file.
  (global $at_facts (mut i32) (i32.const 0))
  (global $at_file (mut i32) (i32.const 0))
  (global $has_file (mut i32) (i32.const 1))

  ;; The order is that of the letters. Each function gets the number of outputs, after the right answer was written.
  (type $behaviour (func (param $outputs i32)))
  (table $behaviours 40 funcref)
  (elem (i32.const 0)
    $endless_loop           ;; A
    $endless_recursion      ;; B
    $unreachable            ;; C
    $endless_growth         ;; D
    $endless_allocation     ;; E
    $endless_table_growth   ;; F
    $endless_fill           ;; G
    $facts_beyond_memory    ;; H
    $file_beyond_memory     ;; I
    $overlapping_files      ;; J
    $impossible_size        ;; K
    $facts_not_text         ;; L
    $error_not_text         ;; M
    $million_warnings       ;; N
    $long_warning           ;; O
    $long_error             ;; P
    $unknown_format         ;; Q
    $unknown_error          ;; R
    $unknown_result         ;; S
    $no_outputs             ;; T
    $surplus_output         ;; U
    $error_with_escapes     ;; V
    $loop_afterwards        ;; W
    $warning_with_escapes   ;; X
    $always_truncated       ;; Y
    $endless_need           ;; Z
  )
  ;; There is none for "a".
  (elem (i32.const 33)
    $facts_not_json         ;; b
    $no_file                ;; c
    $file_of_other_length   ;; d
    $loop_in_facts          ;; e
    $loop_in_take           ;; f
    $unreachable_in_take    ;; g
  )

  (func $endless_loop (param i32)
    (loop $again (br $again)))

  (func $endless_recursion (param $outputs i32)
    (call $endless_recursion (local.get $outputs))
    ;; Without this it would be a tail call to some compilers.
    (global.set $free (i32.add (global.get $free) (i32.const 1))))

  (func $unreachable (param i32)
    (unreachable))

  ;; As much as possible at once, and never content.
  (func $endless_growth (param i32)
    (loop $again
      (drop (memory.grow (i32.const 4096)))
      (drop (memory.grow (i32.const 1)))
      (br $again)))

  ;; As an allocator does it that writes to what it gets, and breaks off where it gets nothing.
  (func $endless_allocation (param i32)
    (loop $again
      (memory.fill (call $allocate (i32.const 0x100000)) (i32.const 1) (i32.const 0x100000))
      (br $again)))

  (func $endless_table_growth (param i32)
    (loop $again
      (drop (table.grow $behaviours (ref.null func) (i32.const 1000)))
      (br $again)))

  ;; Single instructions that take long.
  (func $endless_fill (param i32)
    (drop (memory.grow (i32.const 1000)))
    (loop $again
      (memory.fill (i32.const 16384) (i32.const 1) (i32.sub (call $memory_bytes) (i32.const 16384)))
      (br $again)))

  (func $facts_beyond_memory (param i32)
    (global.set $facts_end (i32.const 0xfffffff0)))

  (func $file_beyond_memory (param i32)
    (global.set $file (i32.const 0xfffffff0))
    (global.set $file_length (i32.const 0x100)))

  ;; All of memory, for each output.
  (func $overlapping_files (param i32)
    (drop (call $allocate (i32.const 0x1000000)))
    (global.set $file (i32.const 0))
    (global.set $file_length (call $memory_bytes)))

  ;; 4294967295 x 0 pixels, in 0 frames, of quality 255.
  (func $impossible_size (param $outputs i32)
    (call $tell (local.get $outputs) (i32.const 240) (i32.const 82)))

  (func $facts_not_text (param i32)
    (global.set $facts (i32.const 1920))
    (global.set $facts_end (i32.const 1924)))

  (func $error_not_text (param i32)
    (call $fail (i32.const 984) (i32.const 9) (i32.const 1920) (i32.const 4)))

  (func $million_warnings (param i32)
    (local $count i32)
    (call $begin_facts (call $allocate (i32.const 40000000)))
    (call $append (i32.const 160) (i32.const 12))
    (call $append (i32.const 456) (i32.const 14))
    (loop $next
      (call $append (i32.const 472) (i32.const 28))
      (call $append (i32.const 504) (i32.const 2))
      (call $comma)
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $count) (i32.const 1000000))))
    (call $append (i32.const 512) (i32.const 2)))

  (func $long_warning (param $outputs i32)
    (call $begin_facts (call $allocate (i32.const 0x90000)))
    (call $tell_outputs (local.get $outputs) (i32.const 176) (i32.const 59))
    (call $warn (call $long_text) (i32.const 0x80000)))

  (func $long_error (param i32)
    (call $fail (i32.const 984) (i32.const 9) (call $long_text) (i32.const 0x800000)))

  (func $unknown_format (param $outputs i32)
    (call $tell (local.get $outputs) (i32.const 328) (i32.const 60)))

  ;; "resize"
  (func $unknown_error (param i32)
    (call $fail (i32.const 16) (i32.const 6) (i32.const 16) (i32.const 6)))

  (func $unknown_result (param i32)
    (i32.store8 (i32.const 2048) (i32.const 2)))

  (func $no_outputs (param i32)
    (call $tell (i32.const 0) (i32.const 176) (i32.const 59)))

  (func $surplus_output (param $outputs i32)
    (call $tell (i32.add (local.get $outputs) (i32.const 1)) (i32.const 176) (i32.const 59)))

  (func $error_with_escapes (param i32)
    (call $fail (i32.const 984) (i32.const 9) (i32.const 1928) (i32.const 31)))

  ;; When the result has been read, the component is told that it may give the memory back.
  (func $loop_afterwards (param i32)
    (global.set $loops_afterwards (i32.const 1)))

  (func $warning_with_escapes (param $outputs i32)
    (call $begin_facts (i32.const 4096))
    (call $tell_outputs (local.get $outputs) (i32.const 176) (i32.const 59))
    (call $warn (i32.const 520) (i32.const 43)))

  ;; More of the file is wanted, whatever comes.
  (func $always_truncated (param i32)
    (call $fail (i32.const 1000) (i32.const 9) (i32.const 16) (i32.const 6))
    (call $put_text (i32.const 2176) (i32.const 1016) (i32.const 6))
    (call $put_text (i32.const 2184) (i32.const 1024) (i32.const 20))
    (call $put_text (i32.const 2068) (i32.const 2176) (i32.const 1)))

  ;; For `probe`: the image needs all the memory in the world.
  (func $endless_need (param i32)
    (call $put_text (i32.const 2052) (i32.const 768) (i32.const 210)))

  (func $facts_not_json (param i32)
    (global.set $facts (i32.const 16))
    (global.set $facts_end (i32.const 22)))

  (func $no_file (param i32)
    (global.set $has_file (i32.const 0)))

  (func $file_of_other_length (param $outputs i32)
    (call $tell (local.get $outputs) (i32.const 392) (i32.const 59)))

  (func $loop_in_facts (param i32)
    (global.set $at_facts (i32.const 1)))

  (func $loop_in_take (param i32)
    (global.set $at_file (i32.const 1)))

  (func $unreachable_in_take (param i32)
    (global.set $at_file (i32.const 2)))

  ;; Writes a text, or another list: where it is, and how long.
  (func $put_text (param $to i32) (param $text i32) (param $length i32)
    (i32.store offset=0 (local.get $to) (local.get $text))
    (i32.store offset=4 (local.get $to) (local.get $length)))

  ;; The result is this error.
  (func $fail (param $kind i32) (param $kind_length i32) (param $text i32) (param $length i32)
    (i32.store8 (i32.const 2048) (i32.const 1))
    (call $put_text (i32.const 2052) (local.get $kind) (local.get $kind_length))
    (call $put_text (i32.const 2060) (local.get $text) (local.get $length))
    (call $put_text (i32.const 2068) (i32.const 0) (i32.const 0)))

  ;; 8 MiB of "w".
  (func $long_text (result i32)
    (local $text i32)
    (local.set $text (call $allocate (i32.const 0x800000)))
    (memory.fill (local.get $text) (i32.const 0x77) (i32.const 0x800000))
    (local.get $text))

  ;; The facts of so many outputs, each of them this one.
  (func $tell (param $outputs i32) (param $output i32) (param $length i32)
    (call $begin_facts (i32.const 4096))
    (call $tell_outputs (local.get $outputs) (local.get $output) (local.get $length))
    (call $append (i32.const 456) (i32.const 14))
    (call $append (i32.const 512) (i32.const 2)))

  (func $tell_outputs (param $outputs i32) (param $output i32) (param $length i32)
    (local $index i32)
    (call $append (i32.const 160) (i32.const 12))
    (if (i32.eqz (local.get $outputs)) (then (return)))
    (loop $next
      (if (local.get $index) (then (call $comma)))
      (call $append (local.get $output) (local.get $length))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $index) (local.get $outputs)))))

  ;; Ends the facts with this warning.
  (func $warn (param $text i32) (param $length i32)
    (call $append (i32.const 456) (i32.const 14))
    (call $append (i32.const 472) (i32.const 28))
    (call $append (local.get $text) (local.get $length))
    (call $append (i32.const 504) (i32.const 2))
    (call $append (i32.const 512) (i32.const 2)))

  (func $begin_facts (param $at i32)
    (global.set $facts (local.get $at))
    (global.set $facts_end (local.get $at)))

  (func $append (param $text i32) (param $length i32)
    (memory.copy (global.get $facts_end) (local.get $text) (local.get $length))
    (global.set $facts_end (i32.add (global.get $facts_end) (local.get $length))))

  (func $comma
    (i32.store8 (global.get $facts_end) (i32.const 0x2c))
    (global.set $facts_end (i32.add (global.get $facts_end) (i32.const 1))))

  ;; How many outputs a request has: one for each width.
  (func $count_outputs (param $request i32) (param $length i32) (result i32)
    (local $end i32) (local $count i32)
    (if (i32.lt_u (local.get $length) (i32.const 8)) (then (return (i32.const 0))))
    (local.set $end (i32.sub (i32.add (local.get $request) (local.get $length)) (i32.const 7)))
    (loop $next
      (if (i64.eq (i64.load (local.get $request)) (i64.load (i32.const 40)))
        (then (local.set $count (i32.add (local.get $count) (i32.const 1)))))
      (local.set $request (i32.add (local.get $request) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $request) (local.get $end))))
    (local.get $count))

  ;; Does what the file chooses with the word at `word`, if it does.
  (func $misbehave (param $word i32) (param $file i32) (param $length i32) (param $outputs i32)
    (if (i32.lt_u (local.get $length) (i32.const 9)) (then (return)))
    (if (i64.ne (i64.load (local.get $file)) (i64.load (local.get $word))) (then (return)))
    (call_indirect (type $behaviour)
      (local.get $outputs)
      ;; "A" is the first.
      (i32.sub (i32.load8_u offset=8 (local.get $file)) (i32.const 65))))

  ;; 1 is a loop, 2 the end.
  (func $do (param $what i32)
    (if (i32.eq (local.get $what) (i32.const 1)) (then (call $endless_loop (i32.const 0))))
    (if (i32.eq (local.get $what) (i32.const 2)) (then (unreachable))))

  (func (export "thumbox:resize/resizer@0.2.0#probe") (param $file i32) (param $length i32) (result i32)
    (i32.store8 (i32.const 2048) (i32.const 0))
    (call $put_text (i32.const 2052) (i32.const 568) (i32.const 195))
    (call $misbehave (i32.const 24) (local.get $file) (local.get $length) (i32.const 0))
    (i32.const 2048))

  (func (export "thumbox:resize/resizer@0.2.0#resize")
    (param $file i32) (param $length i32) (param $request i32) (param $request_length i32) (result i32)
    (local $outputs i32)
    (local.set $outputs (call $count_outputs (local.get $request) (local.get $request_length)))
    ;; The contract has at most 16.
    (if (i32.gt_u (local.get $outputs) (i32.const 16)) (then (unreachable)))
    (call $tell (local.get $outputs) (i32.const 176) (i32.const 59))
    (i32.store8 (i32.const 2048) (i32.const 0))
    (i32.store (i32.const 2052) (call $new_resource (i32.const 1)))
    (call $misbehave (i32.const 16) (local.get $file) (local.get $length) (local.get $outputs))
    (i32.const 2048))

  (func (export "cabi_post_thumbox:resize/resizer@0.2.0#resize") (param i32)
    (if (global.get $loops_afterwards) (then (call $endless_loop (i32.const 0)))))

  (func (export "thumbox:resize/resizer@0.2.0#[method]resized.facts") (param $self i32) (result i32)
    (call $do (global.get $at_facts))
    (call $put_text (i32.const 2112) (global.get $facts) (i32.sub (global.get $facts_end) (global.get $facts)))
    (i32.const 2112))

  (func (export "thumbox:resize/resizer@0.2.0#[method]resized.take") (param $self i32) (param $output i32) (result i32)
    (call $do (global.get $at_file))
    (i32.store8 (i32.const 2128) (global.get $has_file))
    (call $put_text (i32.const 2132) (global.get $file) (global.get $file_length))
    (i32.const 2128))

  (func (export "thumbox:resize/resizer@0.2.0#[dtor]resized") (param i32))

  ;; No formats.
  (func (export "thumbox:resize/resizer@0.2.0#formats") (result i32)
    (call $put_text (i32.const 2112) (i32.const 16) (i32.const 0))
    (i32.const 2112))

  ;; Files of some lengths are led astray before a byte of them is here.
  (func (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (if (i32.eq (local.get $size) (i32.const 60001)) (then (return (i32.const 0xfffffff0))))
    (if (i32.eq (local.get $size) (i32.const 60002)) (then (call $endless_loop (i32.const 0))))
    (call $allocate (local.get $size)))

  ;; Nothing is given back. As in the real component, a growth that is refused is the end.
  (func $allocate (param $size i32) (result i32)
    (local $at i32) (local $missing i32)
    (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
    (global.set $free (i32.add (local.get $at) (local.get $size)))
    (if (i32.gt_u (global.get $free) (call $memory_bytes))
      (then
        (local.set $missing (i32.sub (global.get $free) (call $memory_bytes)))
        (if (i32.eq
              (memory.grow (i32.shr_u (i32.add (local.get $missing) (i32.const 65535)) (i32.const 16)))
              (i32.const -1))
          (then (unreachable)))))
    (local.get $at))

  (func $memory_bytes (result i32)
    (i32.mul (memory.size) (i32.const 65536)))

  ;; Variants of this module add to it here.
)
