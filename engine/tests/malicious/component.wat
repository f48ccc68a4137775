;; A component of `wit/resize.wit` that means harm, for `cargo xtask sandbox`. No program that is given away has it.
;;
;; The file that it gets chooses what it does: "resize: A" does the first of the functions below in `resize`, and
;; "probe:  A" does it in `probe`; behaviours.json has the whole list. Everything else is a good picture, of which the right
;; answer is always the same: a PNG of one pixel for each target. So one process can be attacked and then go on working.
;;
;; `cargo xtask sandbox` wraps this module as it wraps the real one. Offsets are those of the canonical ABI.
(module
  ;; At most 512 MiB, so that computers that run the tests survive hosts that set no limit.
  (memory $memory (export "memory") 1 8192)

  ;; Where things are. The real component has none of this at fixed places.
  ;;   16  the words that choose
  ;;   64  the picture that is the right answer
  ;; 1024  the result, its outputs from 1280 on, and a warning at 2048
  ;; 4096  what is allocated
  (data (i32.const 16) "resize: probe:  ")
  (data (i32.const 64) "\89PNG\0d\0a\1a\0a\00\00\00\0dIHDR\00\00\00\01\00\00\00\01\08\00\00\00\00\3a\7e\9b\55\00\00\00\0aIDAT\78\da\63\68\00\00\00\82\00\81\da\45\08\3b\00\00\00\00IEND\ae\42\60\82")
  ;; Bytes that begin no character of UTF-8.
  (data (i32.const 2100) "\ff\fe\c0\80")
  ;; What clears a terminal and begins a line that looks like another program's.
  (data (i32.const 2120) "\1b[2J\1b[31mthumbox: all is well\0d\0a")
  (global $free (mut i32) (i32.const 4096))
  (global $loops_afterwards (mut i32) (i32.const 0))

  ;; The order is that of the letters. Each function gets the number of targets, after the right answer was written.
  (type $behaviour (func (param $targets i32)))
  (table $behaviours 26 funcref)
  (elem (i32.const 0)
    $endless_loop           ;; A
    $endless_recursion      ;; B
    $unreachable            ;; C
    $endless_growth         ;; D
    $endless_allocation     ;; E
    $endless_table_growth   ;; F
    $endless_fill           ;; G
    $list_beyond_memory     ;; H
    $data_beyond_memory     ;; I
    $overlapping_outputs    ;; J
    $impossible_size        ;; K
    $warning_not_text       ;; L
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

  (func $endless_loop (param i32)
    (loop $again (br $again)))

  (func $endless_recursion (param $targets i32)
    (call $endless_recursion (local.get $targets))
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
      (memory.fill (i32.const 4096) (i32.const 1) (i32.sub (call $memory_bytes) (i32.const 4096)))
      (br $again)))

  (func $list_beyond_memory (param i32)
    (i32.store offset=12 (i32.const 1024) (i32.const 0xffffffff)))

  (func $data_beyond_memory (param i32)
    (i32.store offset=0 (i32.const 1280) (i32.const 0xfffffff0))
    (i32.store offset=4 (i32.const 1280) (i32.const 0x100)))

  ;; 4096 outputs, each of them the same 16 MiB: 64 GiB for whoever copies them.
  (func $overlapping_outputs (param i32)
    (local $outputs i32) (local $output i32)
    (local.set $outputs (call $allocate (i32.const 163840)))
    (local.set $output (local.get $outputs))
    (drop (call $allocate (i32.const 0x1000000)))
    (loop $next
      (memory.copy (local.get $output) (i32.const 1280) (i32.const 40))
      (i32.store offset=0 (local.get $output) (i32.const 0))
      (i32.store offset=4 (local.get $output) (i32.const 0x1000000))
      (local.set $output (i32.add (local.get $output) (i32.const 40)))
      (br_if $next (i32.lt_u (local.get $output) (i32.add (local.get $outputs) (i32.const 163840)))))
    (i32.store offset=8 (i32.const 1024) (local.get $outputs))
    (i32.store offset=12 (i32.const 1024) (i32.const 4096)))

  ;; 4294967295 x 0 pixels, in 0 frames, of quality 255.
  (func $impossible_size (param i32)
    (i32.store offset=12 (i32.const 1280) (i32.const 0xffffffff))
    (i32.store offset=16 (i32.const 1280) (i32.const 0))
    (i32.store offset=20 (i32.const 1280) (i32.const 0))
    (i32.store8 offset=24 (i32.const 1280) (i32.const 1))
    (i32.store8 offset=25 (i32.const 1280) (i32.const 255)))

  (func $warning_not_text (param i32)
    (call $warn (i32.const 2100) (i32.const 4)))

  (func $error_not_text (param i32)
    (call $fail (i32.const 1) (i32.const 2100) (i32.const 4)))

  (func $million_warnings (param i32)
    (local $warnings i32) (local $warning i32)
    (local.set $warnings (call $allocate (i32.const 12000000)))
    (local.set $warning (local.get $warnings))
    (loop $next
      ;; "resize"
      (i32.store offset=4 (local.get $warning) (i32.const 16))
      (i32.store offset=8 (local.get $warning) (i32.const 6))
      (local.set $warning (i32.add (local.get $warning) (i32.const 12)))
      (br_if $next (i32.lt_u (local.get $warning) (i32.add (local.get $warnings) (i32.const 12000000)))))
    (i32.store offset=16 (i32.const 1024) (local.get $warnings))
    (i32.store offset=20 (i32.const 1024) (i32.const 1000000)))

  (func $long_warning (param i32)
    (call $warn (call $long_text) (i32.const 0x800000)))

  (func $long_error (param i32)
    (call $fail (i32.const 1) (call $long_text) (i32.const 0x800000)))

  (func $unknown_format (param i32)
    (i32.store8 offset=8 (i32.const 1280) (i32.const 200)))

  (func $unknown_error (param i32)
    (call $fail (i32.const 200) (i32.const 16) (i32.const 6)))

  (func $unknown_result (param i32)
    (i32.store8 (i32.const 1024) (i32.const 2)))

  (func $no_outputs (param i32)
    (i32.store offset=12 (i32.const 1024) (i32.const 0)))

  (func $surplus_output (param $targets i32)
    (call $write_output (local.get $targets))
    (i32.store offset=12 (i32.const 1024) (i32.add (local.get $targets) (i32.const 1))))

  (func $error_with_escapes (param i32)
    (call $fail (i32.const 1) (i32.const 2120) (i32.const 31)))

  ;; When the result has been read, the component is told that it may give the memory back.
  (func $loop_afterwards (param i32)
    (global.set $loops_afterwards (i32.const 1)))

  (func $warning_with_escapes (param i32)
    (call $warn (i32.const 2120) (i32.const 31)))

  ;; More of the file is wanted, whatever comes.
  (func $always_truncated (param i32)
    (call $fail (i32.const 2) (i32.const 16) (i32.const 6))
    (i32.store8 offset=24 (i32.const 1024) (i32.const 1))
    (i64.store offset=32 (i32.const 1024) (i64.const 0xffffffffffffffff)))

  ;; For `probe`: the picture needs all the memory in the world.
  (func $endless_need (param i32)
    (i64.store offset=56 (i32.const 1024) (i64.const 0xffffffffffffffff)))

  ;; The result is this warning too.
  (func $warn (param $text i32) (param $length i32)
    (i32.store8 offset=0 (i32.const 2048) (i32.const 0))
    (i32.store offset=4 (i32.const 2048) (local.get $text))
    (i32.store offset=8 (i32.const 2048) (local.get $length))
    (i32.store offset=16 (i32.const 1024) (i32.const 2048))
    (i32.store offset=20 (i32.const 1024) (i32.const 1)))

  ;; The result is this error: 1 is `malformed`, 2 is `truncated`.
  (func $fail (param $case i32) (param $text i32) (param $length i32)
    (memory.fill (i32.const 1024) (i32.const 0) (i32.const 40))
    (i32.store8 offset=0 (i32.const 1024) (i32.const 1))
    (i32.store8 offset=8 (i32.const 1024) (local.get $case))
    (i32.store offset=16 (i32.const 1024) (local.get $text))
    (i32.store offset=20 (i32.const 1024) (local.get $length)))

  ;; 8 MiB of "w".
  (func $long_text (result i32)
    (local $text i32)
    (local.set $text (call $allocate (i32.const 0x800000)))
    (memory.fill (local.get $text) (i32.const 0x77) (i32.const 0x800000))
    (local.get $text))

  ;; The output with this index: the picture at 64.
  (func $write_output (param $index i32)
    (local $output i32)
    (local.set $output (i32.add (i32.const 1280) (i32.mul (local.get $index) (i32.const 40))))
    (i32.store offset=0 (local.get $output) (i32.const 64))
    (i32.store offset=4 (local.get $output) (i32.const 67))
    (i32.store8 offset=8 (local.get $output) (i32.const 1))
    (i32.store offset=12 (local.get $output) (i32.const 1))
    (i32.store offset=16 (local.get $output) (i32.const 1))
    (i32.store offset=20 (local.get $output) (i32.const 1)))

  (func $write_right_outputs (param $targets i32)
    (local $index i32)
    (memory.fill (i32.const 1024) (i32.const 0) (i32.const 1024))
    (i32.store offset=8 (i32.const 1024) (i32.const 1280))
    (i32.store offset=12 (i32.const 1024) (local.get $targets))
    (loop $next
      (call $write_output (local.get $index))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $index) (local.get $targets)))))

  ;; A PNG of one gray pixel, upright, in one frame, that is written as PNG.
  (func $write_right_info
    (memory.fill (i32.const 1024) (i32.const 0) (i32.const 1024))
    (i32.store8 offset=8 (i32.const 1024) (i32.const 1))
    (i32.store offset=12 (i32.const 1024) (i32.const 1))
    (i32.store offset=16 (i32.const 1024) (i32.const 1))
    (i32.store8 offset=20 (i32.const 1024) (i32.const 1))
    (i32.store8 offset=24 (i32.const 1024) (i32.const 0))
    (i32.store offset=28 (i32.const 1024) (i32.const 1))
    (i32.store8 offset=33 (i32.const 1024) (i32.const 8))
    (i64.store offset=56 (i32.const 1024) (i64.const 65536))
    (i32.store8 offset=64 (i32.const 1024) (i32.const 1)))

  ;; Does what the file chooses with the word at `word`, if it does.
  (func $misbehave (param $word i32) (param $file i32) (param $length i32) (param $targets i32)
    (if (i32.lt_u (local.get $length) (i32.const 9)) (then (return)))
    (if (i64.ne (i64.load (local.get $file)) (i64.load (local.get $word))) (then (return)))
    (call_indirect (type $behaviour)
      (local.get $targets)
      ;; "A" is the first.
      (i32.sub (i32.load8_u offset=8 (local.get $file)) (i32.const 65))))

  (func (export "thumbox:resize/resizer@0.1.0#probe") (param $file i32) (param $length i32) (result i32)
    (call $write_right_info)
    (call $misbehave (i32.const 24) (local.get $file) (local.get $length) (i32.const 0))
    (i32.const 1024))

  ;; There are more parameters than are passed one by one, so they lie in memory.
  (func (export "thumbox:resize/resizer@0.1.0#resize") (param $parameters i32) (result i32)
    (local $targets i32)
    (local.set $targets (i32.load offset=12 (local.get $parameters)))
    ;; The contract has at most 16, and there is room for no more than 18.
    (if (i32.gt_u (local.get $targets) (i32.const 16)) (then (unreachable)))
    (call $write_right_outputs (local.get $targets))
    (call $misbehave
      (i32.const 16)
      (i32.load offset=0 (local.get $parameters))
      (i32.load offset=4 (local.get $parameters))
      (local.get $targets))
    (i32.const 1024))

  (func (export "cabi_post_thumbox:resize/resizer@0.1.0#resize") (param i32)
    (if (global.get $loops_afterwards) (then (call $endless_loop (i32.const 0)))))

  ;; No formats.
  (func (export "thumbox:resize/resizer@0.1.0#formats") (result i32)
    (i32.const 1024))

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
