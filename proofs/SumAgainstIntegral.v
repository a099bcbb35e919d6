(** Sum against integral for a function that rises to xs and falls from there on (theory.md 4): the sum over k >= 1 and
    the integral differ by the largest value M at most.  H is a primitive of h that vanishes at infinity. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison.
Open Scope R_scope.

Section Unimodal.
Variables (h H : R -> R) (xs M : R).
Hypothesis Hpos : forall x, 0 < x -> 0 <= h x <= M.
Hypothesis HD : forall x, 0 < x -> is_derive H x (h x).
Hypothesis inc : forall x y, 0 < x -> x <= y -> y <= xs -> h x <= h y.
Hypothesis dec : forall x y, 0 < x -> xs <= x -> x <= y -> h y <= h x.
Hypothesis lim : is_lim_seq (fun n => H (INR n)) 0.

Lemma mvt x y : 0 < x -> x <= y -> exists c, x <= c <= y /\ H y - H x = h c * (y - x).
Proof.
  intros Hx Hy. destruct (MVT_gen H x y h) as [c [Hc E]].
  - intros z Hz. rewrite Rmin_left in Hz by lra. apply HD. lra.
  - intros z Hz. rewrite Rmin_left in Hz by lra.
    apply continuity_pt_filterlim, (ex_derive_continuous H). exists (h z). apply HD. lra.
  - rewrite Rmin_left, Rmax_right in Hc by lra. exists c. auto.
Qed.

Lemma step_inc x y : 0 < x -> x <= y -> y <= x+1 -> y <= xs -> H y - H x <= h y.
Proof.
  intros Hx Hy H1 Hs. destruct (mvt x y Hx Hy) as [c [Hc E]]. rewrite E.
  assert (h c <= h y) by (apply inc; lra). pose proof (Hpos y ltac:(lra)). pose proof (Hpos c ltac:(lra)). nra.
Qed.
Lemma step_inc_lo x : 0 < x -> x + 1 <= xs -> h x <= H (x+1) - H x.
Proof.
  intros Hx Hs. destruct (mvt x (x+1) Hx ltac:(lra)) as [c [Hc E]]. rewrite E.
  assert (h x <= h c) by (apply inc; lra). lra.
Qed.
Lemma step_dec x : 0 < x -> xs <= x -> h (x+1) <= H (x+1) - H x <= h x.
Proof.
  intros Hx Hs. destruct (mvt x (x+1) Hx ltac:(lra)) as [c [Hc E]]. rewrite E.
  assert (h c <= h x) by (apply dec; lra). assert (h (x+1) <= h c) by (apply dec; lra). lra.
Qed.
Lemma step_any x y : 0 < x -> x <= y -> y <= x+1 -> 0 <= H y - H x <= M.
Proof.
  intros Hx Hy H1. destruct (mvt x y Hx Hy) as [c [Hc E]]. rewrite E.
  pose proof (Hpos c ltac:(lra)). nra.
Qed.
(** On the step that holds the maximum. *)
Lemma step_mid x : 0 < x -> x <= xs <= x+1 -> h x + h (x+1) <= H (x+1) - H x + M.
Proof.
  intros Hx Hs. destruct (mvt x (x+1) Hx ltac:(lra)) as [c [Hc E]]. rewrite E.
  pose proof (Hpos x Hx). pose proof (Hpos (x+1) ltac:(lra)).
  destruct (Rle_dec c xs) as [L|L].
  - assert (h x <= h c) by (apply inc; lra). lra.
  - assert (h (x+1) <= h c) by (apply dec; lra). lra.
Qed.

Let u j := h (INR (S j)).
Lemma INR1 j : INR (S j) = INR j + 1.
Proof. apply S_INR. Qed.

(** What telescopes: the integral from mode j+1 on, with room for the step that holds the maximum. *)
Definition TU (j : nat) : R :=
  if Rle_dec (INR j + 1) xs then - H (INR j + 1) + M
  else match j with
       | O => - H 1 + M
       | S i => if Rle_dec (INR i + 1) xs then - H (INR i + 1) + M - h (INR i + 1) else - H (INR i + 1)
       end.

Theorem sum_below_integral : ex_series u /\ Series u <= - H 1 + M.
Proof.
  assert (B : ex_series u /\ Series u <= TU 0).
  { apply telescope_above.
    - destruct (nfloor_ex (Rmax xs 0)) as [m [_ H2]]; [apply Rmax_r|].
      apply (is_lim_seq_incr_n TU (m+2)).
      apply is_lim_seq_ext with (fun n => - H (INR (n + (m + 2)))).
      + intros n. replace (n + (m+2))%nat with (S (n+m+1)) by lia. unfold TU.
        pose proof (Rmax_l xs 0) as Hm. pose proof (pos_INR n) as Hn.
        destruct (Rle_dec (INR (S (n+m+1)) + 1) xs) as [L|L].
        { exfalso. rewrite S_INR, !plus_INR in L. simpl in L. lra. }
        destruct (Rle_dec (INR (n+m+1) + 1) xs) as [L'|L'].
        { exfalso. rewrite !plus_INR in L'. simpl in L'. lra. }
        rewrite S_INR. reflexivity.
      + replace (Finite 0) with (Rbar_opp 0) by (simpl; f_equal; ring).
        apply (is_lim_seq_opp (fun n => H (INR (n + (m + 2)))) 0). apply (is_lim_seq_incr_n (fun n => H (INR n))). exact lim.
    - intros j. unfold u. rewrite INR1. pose proof (pos_INR j) as Pj.
      split; [apply Hpos; lra|]. unfold TU. rewrite S_INR.
      destruct (Rle_dec (INR j + 1) xs) as [L|L].
      + destruct (Rle_dec (INR j + 1 + 1) xs) as [L'|L'].
        * pose proof (step_inc_lo (INR j + 1) ltac:(lra) L'). lra.
        * lra.
      + destruct (Rle_dec (INR j + 1 + 1) xs) as [L'|L']; [exfalso; lra|].
        destruct j as [|i].
        * simpl INR. replace (0+1) with 1 by ring. pose proof (Hpos 1 ltac:(lra)). lra.
        * rewrite S_INR in *. pose proof (pos_INR i).
          destruct (Rle_dec (INR i + 1) xs) as [L2|L2].
          -- pose proof (step_mid (INR i + 1) ltac:(lra) ltac:(lra)). lra.
          -- pose proof (step_dec (INR i + 1) ltac:(lra) ltac:(lra)). lra. }
  destruct B as [E B]. split; [exact E|]. eapply Rle_trans; [exact B|].
  unfold TU. simpl INR. replace (0+1) with 1 by ring. destruct (Rle_dec 1 xs); lra.
Qed.

Variable e : R.
Hypothesis He : 0 < e <= 1.
Definition prev (j : nat) := match j with O => e | S i => INR i + 1 end.
Definition TL (j : nat) : R :=
  if Rle_dec (INR j + 1) xs then - H (prev j) - M else - H (INR j + 1).

Lemma prev_step j : 0 < prev j /\ prev j <= INR j + 1 /\ INR j + 1 <= prev j + 1.
Proof. destruct j as [|i]; unfold prev; [simpl; lra|rewrite S_INR; pose proof (pos_INR i); lra]. Qed.

Theorem sum_above_integral : ex_series u /\ - H e - M <= Series u.
Proof.
  split; [apply sum_below_integral|].
  apply Rle_trans with (TL 0).
  { unfold TL. simpl INR. replace (0+1) with 1 by ring. simpl prev.
    pose proof (step_any e 1 ltac:(lra) ltac:(lra) ltac:(lra)). destruct (Rle_dec 1 xs); lra. }
  apply telescope_below.
  - destruct (nfloor_ex (Rmax xs 0)) as [m [_ H2]]; [apply Rmax_r|].
    apply (is_lim_seq_incr_n TL (m+1)).
    apply is_lim_seq_ext with (fun n => - H (INR (n + (m + 2)))).
    + intros n. unfold TL. pose proof (Rmax_l xs 0) as Hm. pose proof (pos_INR n) as Hn.
      destruct (Rle_dec (INR (n+(m+1)) + 1) xs) as [L|L].
      { exfalso. rewrite !plus_INR in L. simpl in L. lra. }
      f_equal. f_equal. rewrite !plus_INR. simpl. ring.
    + replace (Finite 0) with (Rbar_opp 0) by (simpl; f_equal; ring).
      apply (is_lim_seq_opp (fun n => H (INR (n + (m + 2)))) 0). apply (is_lim_seq_incr_n (fun n => H (INR n))). exact lim.
  - apply sum_below_integral.
  - intros j. unfold u. rewrite INR1. pose proof (pos_INR j) as Pj. unfold TL. rewrite S_INR.
    destruct (prev_step j) as [P1 [P2 P3]].
    destruct (Rle_dec (INR j + 1) xs) as [L|L].
    + pose proof (step_inc (prev j) (INR j + 1) P1 P2 P3 L).
      destruct (Rle_dec (INR j + 1 + 1) xs) as [L'|L'].
      * simpl prev. lra.
      * pose proof (step_any (INR j + 1) (INR j + 1 + 1) ltac:(lra) ltac:(lra) ltac:(lra)). lra.
    + destruct (Rle_dec (INR j + 1 + 1) xs) as [L'|L']; [exfalso; lra|].
      pose proof (step_dec (INR j + 1) ltac:(lra) ltac:(lra)). lra.
Qed.
End Unimodal.
