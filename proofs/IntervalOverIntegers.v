(** coq-interval's tactic over the standard library's binary integers: no primitive floats or machine integers, and so
    no axioms of theirs; used with [(i_prec 40)]. *)
From Interval Require Import Float.Specific_ops Float.Specific_stdz.
From Interval Require Export Tactic.
Module FloatOverIntegers := SpecificFloat StdZRadix2.
Module TacticOverIntegers := IntervalTactic FloatOverIntegers.
Export TacticOverIntegers.
