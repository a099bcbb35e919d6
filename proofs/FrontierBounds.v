(** From bounds in the coordinates of the frontier to the conditions of [FrontierConditions], used by certificates.

    With v = t^(-1/D), h = 1/log t and the frontier at l(t) = scale v h, the modes below it are lambda = X^E l, those
    above it lambda = l / Y^E, 0 < X, Y <= 1: boxes on which bounds of g are inequalities between elementary functions. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers Setting LossOfMonomial GrowthBounds FrontierConditions.
From SpectralProofs Require Import FrontierExamples EnergyAtFrontier HeavyHead.
Open Scope R_scope.

(** What is asked of the frontier l at every t >= t0: g below it at most kappa (lambda/l)^mu, above it at least theta and
    e^(-2g) at most M (l/lambda)^r. *)
Definition at_frontier Lambda t0 (l : R -> R) kappa mu theta M r (g : R -> R -> R) : Prop := forall t, t0 <= t ->
  0 < l t <= Lambda /\
  (forall lambda, 0 < lambda <= l t -> 0 <= g lambda t <= kappa * Rpower (lambda / l t) mu) /\
  (forall lambda, l t <= lambda <= Lambda -> theta <= g lambda t /\ exp (-2 * g lambda t) <= M * Rpower (l t / lambda) r).

(** Appendix A, step 1 (audit rows appA-step1 and A22): under (2) the level set g = kappa is Theta(t^(-n/m)). *)
Theorem frontier_under_growth Lambda m n c1 c2 t0 g kappa lambda t :
  growth Lambda m n c1 c2 t0 g -> 0 < m -> 0 < c1 -> 0 < kappa -> 0 < t -> t0 <= t -> 0 < lambda <= Lambda -> g lambda t = kappa ->
  Rpower (kappa/c2) (/m) * Rpower t (-(n/m)) <= lambda <= Rpower (kappa/c1) (/m) * Rpower t (-(n/m)).
Proof.
  intros G Hm Hc Hk Pt Ht Hl E. destruct (G lambda t Hl Ht) as [A B]. rewrite E in A, B.
  assert (P : 0 < Rpower lambda m) by apply Rpower_pos. assert (Q : 0 < Rpower t n) by apply Rpower_pos.
  assert (C2 : 0 < c2).
  { apply Rnot_le_lt. intros N. assert (0 < Rpower lambda m * Rpower t n) by (apply Rmult_lt_0_compat; assumption). nra. }
  assert (El : lambda = Rpower (Rpower lambda m * Rpower t n) (/m) * Rpower t (-(n/m))).
  { rewrite <- Rpower_mult_distr by assumption. rewrite !Rpower_mult, Rmult_assoc, <- Rpower_plus.
    replace (m * /m) with 1 by (field; lra). replace (n * /m + -(n/m)) with 0 by (field; lra).
    rewrite Rpower_1, Rpower_O by lra. ring. }
  set (z := Rpower lambda m * Rpower t n) in *. assert (Z : 0 < z) by (apply Rmult_lt_0_compat; assumption).
  assert (Im : 0 <= /m) by (left; apply Rinv_0_lt_compat; exact Hm).
  rewrite El. split; (apply Rmult_le_compat_r; [left; apply Rpower_pos|]); apply Rpower_increasing; try exact Im.
  - apply Rdiv_lt_0_compat; assumption.
  - apply Rle_div_l; [exact C2|lra].
  - exact Z.
  - apply (proj1 (Rle_div_r z kappa c1 Hc)). lra.
Qed.

(** Every place where g = 1 is within constant factors of l. *)
Theorem frontier_location Lambda t0 l kappa mu theta M r g lambda t :
  at_frontier Lambda t0 l kappa mu theta M r g -> 1 <= kappa -> 0 < mu -> 0 < r -> 1 <= M * exp 2 ->
  t0 <= t -> 0 < lambda <= Lambda -> g lambda t = 1 ->
  Rpower kappa (-/mu) * l t <= lambda <= Rpower (M * exp 2) (/r) * l t.
Proof.
  intros F Hk Hm Hr HM Ht Hl G. destruct (F t Ht) as [L0 [B A]].
  assert (K1 : Rpower kappa (-/mu) <= 1).
  { rewrite <- (Rpower_of_1 (-/mu)). apply Rpower_decreasing; [left; apply Rinv_0_lt_compat; lra|lra|lra]. }
  assert (M1 : 1 <= Rpower (M * exp 2) (/r)) by (apply Rpower_above_1; [left; apply Rinv_0_lt_compat; lra|exact HM]).
  destruct (Rle_dec lambda (l t)) as [C|C].
  - split; [|nra]. pose proof (proj2 (B lambda ltac:(lra))) as U. rewrite G in U.
    assert (P : 0 < lambda / l t) by (apply Rdiv_lt_0_compat; lra).
    assert (V : Rpower kappa (-(1)) <= Rpower (lambda / l t) mu).
    { rewrite Rpower_Ropp, Rpower_1 by lra. apply (Rmult_le_reg_l kappa); [lra|]. rewrite Rinv_r by lra. exact U. }
    apply (Rpower_increasing (/mu)) in V; [|left; apply Rinv_0_lt_compat; lra|apply Rpower_pos].
    rewrite !Rpower_mult in V. replace (mu * /mu) with 1 in V by (field; lra). rewrite Rpower_1 in V by exact P.
    replace (-(1) * /mu) with (-/mu) in V by ring. apply Rle_div_r in V; [exact V|lra].
  - split; [nra|]. pose proof (proj2 (A lambda ltac:(lra))) as U. rewrite G in U.
    assert (P : 0 < lambda / l t) by (apply Rdiv_lt_0_compat; lra).
    assert (E : Rpower (l t / lambda) r * Rpower (lambda / l t) r = 1).
    { rewrite Rpower_mult_distr by (try apply Rdiv_lt_0_compat; lra).
      replace (l t / lambda * (lambda / l t)) with 1 by (field; lra). apply Rpower_of_1. }
    assert (V : Rpower (lambda / l t) r <= M * exp 2).
    { apply (Rmult_le_compat_r (Rpower (lambda / l t) r)) in U; [|left; apply Rpower_pos]. rewrite Rmult_assoc, E in U.
      replace (-2 * 1) with (-(2)) in U by ring. rewrite exp_Ropp in U. pose proof (exp_pos 2).
      apply (Rmult_le_compat_l (exp 2)) in U; [|lra]. rewrite <- Rmult_assoc, Rinv_r in U by lra. lra. }
    apply (Rpower_increasing (/r)) in V; [|left; apply Rinv_0_lt_compat; lra|apply Rpower_pos].
    rewrite Rpower_mult in V. replace (r * /r) with 1 in V by (field; lra). rewrite Rpower_1 in V by exact P.
    apply Rle_div_l in V; [exact V|lra].
Qed.

Section Coordinates.
Variables (D E : nat) (t0 v0 Lambda : R) (l : R -> R) (scale : R -> R -> R) (g : R -> R -> R).
Hypotheses (HD : (1 <= D)%nat) (HE : (1 <= E)%nat) (Ht0 : 3 <= t0) (Hv0 : 0 < v0) (start : 1 <= t0 * v0^D).
(** (v, h) are the coordinates of t. *)
Definition coordinates v h t := 0 < v <= v0 /\ 0 < h <= 1 /\ t = / v^D /\ ln t = / h /\ ln v = - / (INR D * h).
Hypothesis l_scale : forall v h t, coordinates v h t -> l t = scale v h.
Hypothesis l_range : forall v h, 0 < v <= v0 -> 0 < h <= 1 -> 0 < scale v h <= Lambda.

Lemma coordinates_exist t : t0 <= t -> exists v h, coordinates v h t.
Proof.
  intros Ht. exists (Rpower t (-/INR D)), (/ ln t). pose proof (Rpower_pos t (-/INR D)) as P.
  assert (N : 1 <= INR D) by (apply (le_INR 1); exact HD). assert (I : 0 < /INR D) by (apply Rinv_0_lt_compat; lra).
  assert (L1 : 1 <= ln t).
  { rewrite <- (ln_exp 1). apply ln_monotone; [apply exp_pos|]. pose proof exp_le_3. lra. }
  assert (X : Rpower t (-/INR D) ^ D = / t).
  { rewrite <- Rpower_pow by exact P. rewrite Rpower_mult. replace (-/INR D * INR D) with (Ropp 1) by (field; lra).
    rewrite Rpower_Ropp, Rpower_1 by lra. reflexivity. }
  repeat split.
  - exact P.
  - apply Rnot_lt_le. intros C. assert (C' : v0^D < Rpower t (-/INR D)^D).
    { rewrite <- !Rpower_pow by assumption. unfold Rpower at 1 3. apply exp_increasing, Rmult_lt_compat_l; [lra|].
      apply ln_increasing; assumption. }
    rewrite X in C'. apply (Rmult_lt_compat_l t0) in C'; [|lra].
    assert (t0 * /t <= 1) by (apply (Rmult_le_reg_r t); [lra|]; rewrite Rmult_assoc, Rinv_l; lra). lra.
  - apply Rinv_0_lt_compat; lra.
  - rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
  - rewrite X, Rinv_inv. reflexivity.
  - rewrite Rinv_inv. reflexivity.
  - unfold Rpower. rewrite ln_exp. field. lra.
Qed.

Lemma root_of x : 0 < x -> Rpower x (/INR E) ^ E = x.
Proof.
  intros P. assert (N : 1 <= INR E) by (apply (le_INR 1); exact HE).
  rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult, Rinv_l by lra. apply Rpower_1, P.
Qed.

Lemma root_power x m mu : 0 < x -> mu * INR E = INR m -> Rpower x (/INR E) ^ m = Rpower x mu.
Proof.
  intros P H. assert (N : 1 <= INR E) by (apply (le_INR 1); exact HE).
  rewrite <- Rpower_pow by apply Rpower_pos. rewrite Rpower_mult, <- H. f_equal. field. lra.
Qed.

Lemma root_range x : 0 < x <= 1 -> 0 < Rpower x (/INR E) <= 1.
Proof.
  intros P. split; [apply Rpower_pos|]. assert (N : 1 <= INR E) by (apply (le_INR 1); exact HE).
  rewrite <- (Rpower_of_1 (/INR E)). apply Rpower_increasing; [left; apply Rinv_0_lt_compat; lra|lra|lra].
Qed.

Lemma l_positive t : t0 <= t -> 0 < l t <= Lambda.
Proof.
  intros Ht. destruct (coordinates_exist t Ht) as [v [h C]]. rewrite (l_scale v h t C).
  apply l_range; apply C.
Qed.

Lemma bounds_below (below : R -> R -> R -> R) kappa m mu : mu * INR E = INR m ->
  (forall X v h t, 0 < X <= 1 -> coordinates v h t -> g (X^E * scale v h) (/ v^D) = below X v h) ->
  (forall X v h, 0 < X <= 1 -> 0 < v <= v0 -> 0 < h <= 1 -> 0 <= below X v h <= kappa * X^m) ->
  forall t lambda, t0 <= t -> 0 < lambda <= l t -> 0 <= g lambda t <= kappa * Rpower (lambda / l t) mu.
Proof.
  intros Hm G B t lambda Ht Hl. destruct (coordinates_exist t Ht) as [v [h C]]. pose proof (l_scale v h t C) as S.
  pose proof C as [Hv [Hh [Et _]]].
  assert (P : 0 < lambda / l t) by (apply Rdiv_lt_0_compat; lra).
  assert (Q : lambda / l t <= 1) by (apply Rle_div_l; lra).
  set (X := Rpower (lambda / l t) (/INR E)). pose proof (root_range _ (conj P Q)) as HX. fold X in HX.
  assert (Ex : lambda = X^E * scale v h).
  { unfold X. rewrite root_of, <- S by exact P. field. lra. }
  rewrite <- (root_power _ m mu P Hm). fold X.
  replace (g lambda t) with (below X v h); [exact (B X v h HX Hv Hh)|].
  rewrite <- (G X v h t HX C). f_equal; [symmetry; exact Ex|symmetry; exact Et].
Qed.

Lemma above_in_coordinates (above : R -> R -> R -> R) :
  (forall Y v h t, 0 < Y <= 1 -> coordinates v h t -> g (scale v h / Y^E) (/ v^D) = above Y v h) ->
  forall t lambda, t0 <= t -> l t <= lambda -> exists Y v h, coordinates v h t /\ 0 < Y <= 1 /\
    Y = Rpower (l t / lambda) (/INR E) /\ g lambda t = above Y v h.
Proof.
  intros G t lambda Ht Hl. destruct (coordinates_exist t Ht) as [v [h C]]. pose proof (l_scale v h t C) as S.
  pose proof (l_positive t Ht) as L0. pose proof C as [Hv [Hh [Et _]]].
  assert (P : 0 < l t / lambda) by (apply Rdiv_lt_0_compat; lra).
  assert (Q : l t / lambda <= 1) by (apply Rle_div_l; lra).
  set (Y := Rpower (l t / lambda) (/INR E)). pose proof (root_range _ (conj P Q)) as HY. fold Y in HY.
  exists Y, v, h. repeat split; try apply C; try apply HY.
  rewrite <- (G Y v h t HY C). f_equal; [|exact Et].
  unfold Y. rewrite root_of, <- S by exact P. field. lra.
Qed.

(** Above the frontier g grows at least like a power of lambda/l. *)
Lemma bounds_above_power (above : R -> R -> R -> R) theta m nu M r : nu * INR E = INR m -> 0 < nu -> 0 < r -> 0 < theta ->
  (forall Y v h t, 0 < Y <= 1 -> coordinates v h t -> g (scale v h / Y^E) (/ v^D) = above Y v h) ->
  (forall Y v h, 0 < Y <= 1 -> 0 < v <= v0 -> 0 < h <= 1 -> theta <= above Y v h * Y^m) ->
  exponential_bound (r/nu) * Rpower theta (-(r/nu)) <= M ->
  forall t lambda, t0 <= t -> l t <= lambda <= Lambda ->
    theta <= g lambda t /\ exp (-2 * g lambda t) <= M * Rpower (l t / lambda) r.
Proof.
  intros Hm Hnu Hr Hth G B HM t lambda Ht Hl.
  destruct (above_in_coordinates above G t lambda Ht ltac:(lra)) as [Y [v [h [C [HY [EY Eg]]]]]].
  pose proof C as [Hv [Hh _]]. specialize (B Y v h HY Hv Hh). pose proof (l_positive t Ht) as L0.
  assert (P : 0 < l t / lambda) by (apply Rdiv_lt_0_compat; lra).
  assert (Em : Y^m = Rpower (l t / lambda) nu) by (rewrite EY; apply root_power; assumption).
  assert (Y0 : 0 < Y^m <= 1).
  { split; [apply pow_lt; lra|]. rewrite <- (pow1 m). apply pow_incr. lra. }
  assert (A0 : 0 < above Y v h) by (apply Rnot_le_lt; intros N; nra).
  rewrite Eg. split; [nra|].
  apply Rle_trans with (exp (-2 * (theta * /Y^m))).
  - apply exp_monotone. assert (theta * /Y^m <= above Y v h); [|lra].
    apply (Rmult_le_reg_r (Y^m)); [lra|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - assert (I : 0 < /Y^m) by (apply Rinv_0_lt_compat; lra).
    eapply Rle_trans; [apply (exponential_below_power (r/nu)); [apply Rdiv_lt_0_compat; assumption|nra]|].
    rewrite Rinv_mult, Rinv_inv, <- Rpower_mult_distr by (try apply Rinv_0_lt_compat; lra).
    rewrite Em, Rpower_mult. replace (nu * (r/nu)) with r by (field; lra).
    replace (Rpower (/theta) (r/nu)) with (Rpower theta (-(r/nu))).
    + rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [left; apply Rpower_pos|exact HM].
    + unfold Rpower. rewrite ln_Rinv by exact Hth. f_equal. ring.
Qed.

Lemma power_of_log t lambda Y eta c : Y = Rpower (l t / lambda) (/INR E) ->
  exp (-2 * (eta * (- ln Y * INR E) + c)) = exp (-2*c) * Rpower (l t / lambda) (2*eta).
Proof.
  intros EY. assert (N : 1 <= INR E) by (apply (le_INR 1); exact HE).
  unfold Rpower. rewrite <- exp_plus. f_equal. rewrite EY. unfold Rpower. rewrite ln_exp. field. lra.
Qed.

(** Above the frontier g grows at least like eta log (lambda/l). *)
Lemma bounds_above_log (above : R -> R -> R -> R) theta eta c M r : 2*eta = r ->
  (forall Y v h t, 0 < Y <= 1 -> coordinates v h t -> g (scale v h / Y^E) (/ v^D) = above Y v h) ->
  (forall Y v h, 0 < Y <= 1 -> 0 < v <= v0 -> 0 < h <= 1 -> theta <= above Y v h /\ eta * (- ln Y * INR E) + c <= above Y v h) ->
  exp (-2*c) <= M ->
  forall t lambda, t0 <= t -> l t <= lambda <= Lambda ->
    theta <= g lambda t /\ exp (-2 * g lambda t) <= M * Rpower (l t / lambda) r.
Proof.
  intros <- G B HM t lambda Ht Hl.
  destruct (above_in_coordinates above G t lambda Ht ltac:(lra)) as [Y [v [h [C [HY [EY Eg]]]]]].
  pose proof C as [Hv [Hh _]]. specialize (B Y v h HY Hv Hh). rewrite Eg. split; [apply B|].
  apply Rle_trans with (exp (-2 * (eta * (- ln Y * INR E) + c))); [apply exp_monotone; lra|].
  rewrite (power_of_log t lambda Y eta c EY). apply Rmult_le_compat_r; [left; apply Rpower_pos|exact HM].
Qed.

(** The first mode, where g is at most that logarithm. *)
Lemma bound_of_first_mode (above : R -> R -> R -> R) eta c M1 r : 2*eta = r ->
  (forall Y v h t, 0 < Y <= 1 -> coordinates v h t -> g (scale v h / Y^E) (/ v^D) = above Y v h) ->
  (forall Y v h, 0 < Y <= 1 -> 0 < v <= v0 -> 0 < h <= 1 -> above Y v h <= eta * (- ln Y * INR E) + c) ->
  M1 <= exp (-2*c) -> forall t, t0 <= t -> M1 * Rpower (l t / Lambda) r <= exp (-2 * g Lambda t).
Proof.
  intros <- G B HM t Ht. pose proof (l_positive t Ht) as L0.
  destruct (above_in_coordinates above G t Lambda Ht ltac:(lra)) as [Y [v [h [C [HY [EY Eg]]]]]].
  pose proof C as [Hv [Hh _]]. specialize (B Y v h HY Hv Hh). rewrite Eg.
  apply Rle_trans with (exp (-2 * (eta * (- ln Y * INR E) + c))); [|apply exp_monotone; lra].
  rewrite (power_of_log t Lambda Y eta c EY). apply Rmult_le_compat_r; [left; apply Rpower_pos|exact HM].
Qed.
End Coordinates.
