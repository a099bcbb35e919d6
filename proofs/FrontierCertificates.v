(** What certificates of candidates outside condition (2) end with: from [at_frontier] to bounds of L and S in powers of
    l(t), with rational constants. *)
From Coq Require Export Reals Lra Lia Psatz.
From Coquelicot Require Export Coquelicot.
From SpectralProofs Require Export SeriesComparison Powers Setting FrontierConditions FrontierExamples EnergyAtFrontier.
From SpectralProofs Require Export HeavyHead FrontierBounds Certificates.
Open Scope R_scope.

Ltac frontier_constants := unfold frontier_low, frontier_high, heavy_high, edge_low, edge_high, edge_tail,
  exponential_bound, Rpower; interval with (i_prec 40).

Lemma ln_positive x : 1 < x -> 0 < ln x.
Proof. intros H. rewrite <- ln_1. apply ln_increasing; lra. Qed.
Lemma ln_nonnegative x : 1 <= x -> 0 <= ln x.
Proof. intros H. rewrite <- ln_1. apply ln_monotone; lra. Qed.

(** What is positive at sight, given that X, Y, v and h are. *)
Ltac positive := repeat match goal with
  | |- 0 < _ ^ _ => apply pow_lt
  | |- 0 <= _ ^ _ => apply pow_le
  | |- 0 < _ * _ => apply Rmult_lt_0_compat
  | |- 0 <= _ * _ => apply Rmult_le_pos
  | |- 0 < _ / _ => apply Rdiv_lt_0_compat
  | |- 0 <= _ / _ => apply Rdiv_le_0_compat
  | |- 0 < / _ => apply Rinv_0_lt_compat
  | |- 0 <= / _ => left; apply Rinv_0_lt_compat
  | |- 0 < _ + _ => apply Rplus_lt_0_compat
  | |- 0 <= _ + _ => apply Rplus_le_le_0_compat
  | |- 0 < exp _ => apply exp_pos
  | |- 0 <= exp _ => left; apply exp_pos
  | |- 0 < ln _ => apply ln_positive
  | |- 0 <= ln _ => apply ln_nonnegative
  end; first [lra | interval with (i_prec 40)].

(** Logarithms of products, quotients and powers of what is positive. *)
Ltac logarithms := unfold Rdiv; repeat first
  [ rewrite ln_mult by positive | rewrite ln_Rinv by positive | rewrite ln_pow by positive ].

Section Certified.
Variables W a Lambda b t0 : R.
Variable l : R -> R.
Variables kappa mu theta M r : R.
Variable g : R -> R -> R.
Hypothesis F : at_frontier Lambda t0 l kappa mu theta M r g.
Hypotheses (HW : 0 < W) (Ha : 1 < a) (HL : 0 < Lambda) (Hb : 0 < b) (Hkappa : 0 < kappa) (Htheta : 0 < theta) (HM : 0 < M).
Hypothesis Hmu : 0 <= mu.

Let nonneg t lambda : t0 <= t -> 0 < lambda <= Lambda -> 0 <= g lambda t.
Proof.
  intros Ht Hl. destruct (F t Ht) as [_ [B A]]. destruct (Rle_dec lambda (l t)) as [C|C].
  - apply B; lra.
  - destruct (A lambda ltac:(lra)). lra.
Qed.

Let scaled t e : t0 <= t -> Rpower (l t / Lambda) e = Rpower Lambda (-e) * Rpower (l t) e.
Proof.
  intros Ht. destruct (F t Ht) as [L0 _]. unfold Rdiv.
  rewrite <- Rpower_mult_distr by (try apply Rinv_0_lt_compat; lra). rewrite Rmult_comm. f_equal.
  unfold Rpower. rewrite ln_Rinv by exact HL. f_equal. ring.
Qed.

Lemma certified_frontier_loss low high p : (a-1)/b = p -> a - 1 < b*r ->
  low <= W * (frontier_low a kappa * Rpower Lambda (-p)) -> W * (frontier_high a b r M * Rpower Lambda (-p)) <= high ->
  forall t, t0 <= t -> within (low * Rpower (l t) p) (loss_terms W a Lambda b g t) (high * Rpower (l t) p).
Proof.
  intros <- Hr Hlow Hhigh t Ht. destruct (F t Ht) as [L0 [B A]].
  assert (K : forall lambda, 0 < lambda <= l t -> g lambda t <= kappa).
  { intros lambda H. eapply Rle_trans; [apply B; exact H|].
    assert (0 < lambda / l t <= 1) by (split; [apply Rdiv_lt_0_compat; lra|apply Rle_div_l; lra]).
    assert (Rpower (lambda / l t) mu <= 1).
    { rewrite <- (Rpower_of_1 mu). apply Rpower_increasing; lra. }
    rewrite <- (Rmult_1_r kappa) at 2. apply Rmult_le_compat_l; lra. }
  pose proof (frontier_conditions W a Lambda b r (l t) kappa M t g HW Ha HL Hb Hr L0 HM (fun lambda H => nonneg t lambda Ht H) K
    (fun lambda H => proj2 (A lambda H))) as H.
  rewrite scaled in H by exact Ht. rewrite <- !Rmult_assoc in H.
  eapply widened; [apply Rpower_pos| | |exact H]; rewrite !Rmult_assoc in *; assumption.
Qed.

(** b r < a - 1: the first mode decides. *)
Lemma certified_heavy_loss low high M1 : b*r < a - 1 -> 0 < r ->
  (forall t, t0 <= t -> M1 * Rpower (l t / Lambda) r <= exp (-2 * g Lambda t)) ->
  low <= W * (M1 * Rpower Lambda (-r)) -> W * (heavy_high a b r M * Rpower Lambda (-r)) <= high ->
  forall t, t0 <= t -> within (low * Rpower (l t) r) (loss_terms W a Lambda b g t) (high * Rpower (l t) r).
Proof.
  intros Hr Hr0 First Hlow Hhigh t Ht. destruct (F t Ht) as [L0 [_ A]].
  pose proof (heavy_head W a Lambda b r (l t) M1 M t g HW HL Hb Hr0 Hr L0 HM (fun lambda H => nonneg t lambda Ht H)
    (fun lambda H => proj2 (A lambda H)) (First t Ht)) as H.
  rewrite scaled in H by exact Ht. rewrite <- !Rmult_assoc in H.
  eapply widened; [apply Rpower_pos| | |exact H]; rewrite !Rmult_assoc in *; assumption.
Qed.

Lemma certified_edge_energy low high e : (1+b-a)/b = e -> 0 < 1+b-a < 2*(mu*b) ->
  low <= W/Lambda * (edge_low (1+b-a) theta * Rpower Lambda e) ->
  W/Lambda * (edge_high (1+b-a) kappa (mu*b) * Rpower Lambda e) <= high ->
  forall t, t0 <= t -> within (low * Rpower (l t) (-e)) (energy_terms W a Lambda b g t) (high * Rpower (l t) (-e)).
Proof.
  intros <- Hs Hlow Hhigh t Ht. destruct (F t Ht) as [L0 [B A]].
  pose proof (energy_at_frontier W a Lambda b (l t) kappa mu theta t g HW HL Hb L0 Htheta ltac:(lra) B
    (fun lambda H => proj1 (A lambda H)) ltac:(lra)) as H.
  rewrite scaled, Ropp_involutive in H by exact Ht. rewrite <- !Rmult_assoc in H.
  eapply widened; [apply Rpower_pos| | |exact H]; rewrite !Rmult_assoc in *; assumption.
Qed.

Lemma certified_edge_critical low high slow fast : 1+b-a = 0 -> 0 < mu ->
  low <= 0 -> W/Lambda * (1 + edge_tail 0 kappa (mu*b)) <= high ->
  slow <= W/Lambda * ((1 - exp (-theta))^2 * /b) -> W/Lambda * /b <= fast ->
  forall t, t0 <= t ->
  within (low + slow * ln (Lambda / l t)) (energy_terms W a Lambda b g t) (high + fast * ln (Lambda / l t)).
Proof.
  intros Hs Hm Hlow Hhigh Hslow Hfast t Ht. destruct (F t Ht) as [L0 [B A]].
  pose proof (critical_energy_at_frontier W a Lambda b (l t) kappa mu theta t g HW HL Hb L0 Htheta ltac:(nra) B
    (fun lambda H => proj1 (A lambda H)) Hs) as H.
  assert (E : - ln (l t / Lambda) = ln (Lambda / l t)) by (rewrite !ln_div by lra; ring).
  assert (P : 0 <= ln (Lambda / l t)).
  { rewrite <- ln_1. apply ln_monotone; [lra|]. apply Rle_div_r; lra. }
  rewrite E in H. apply (Rmult_le_compat_r (ln (Lambda / l t))) in Hslow, Hfast; try exact P.
  eapply within_weaken; [|exact H|]; lra.
Qed.

Lemma certified_edge_bounded low high : 1+b-a < 0 ->
  low <= W/Lambda * (1 - exp (-theta))^2 -> W/Lambda * (1 - /(1+b-a)) <= high ->
  forall t, t0 <= t -> within low (energy_terms W a Lambda b g t) high.
Proof.
  intros Hs Hlow Hhigh t Ht. destruct (F t Ht) as [L0 [B A]].
  assert (0 <= mu*b) by (apply Rmult_le_pos; lra).
  pose proof (bounded_energy_at_frontier W a Lambda b (l t) kappa mu theta t g HW HL Hb L0 Htheta ltac:(lra) B
    (fun lambda H => proj1 (A lambda H)) Hs) as H'.
  eapply within_weaken; [exact Hlow|exact H'|exact Hhigh].
Qed.
End Certified.

(** ** Tactics of certificates *)

(** Denominators that are not 0. *)
Ltac nonzero := repeat match goal with |- _ /\ _ => split end; try exact I;
  try lra; try (apply Rgt_not_eq, Rlt_gt; positive).

(** Two terms in the coordinates that differ by the rules of fractions. *)
Ltac same_in_coordinates := first [reflexivity | ring | field; nonzero].

(** A box with its edges, which intervals want. *)
Ltac closed_box := repeat match goal with
  | H : 0 < ?x <= ?y |- _ => let N := fresh in assert (N : 0 <= x <= y) by lra; clear H
  end.

(** Points z below one of the box. *)
Ltac within_box z := assert (0 <= z <= 1) by lra; match goal with Hz : 0 <= z <= ?x, Hx : 0 < ?x <= 1 |- _ => clear Hz Hx end;
  closed_box.

(** A monomial is the fractional power that stands on the other side. *)
Ltac power_of := match goal with |- ?monomial = Rpower _ _ =>
  transitivity (exp (ln monomial)); [symmetry; apply exp_ln; positive|unfold Rpower; f_equal; logarithms; simpl INR; field] end.

(** A logarithm is that of the product, which is taken apart. *)
Ltac log_of product := match goal with |- _ = ln _ =>
  transitivity (ln product); [symmetry|f_equal; same_in_coordinates];
  logarithms; repeat match goal with H : ln ?v = _ |- context [ln ?v] => rewrite H end;
  rewrite ?ln_1; simpl INR; same_in_coordinates end.

(** r X^m, 0 <= r <= k. *)
Lemma between_multiples r k X m : 0 < X -> 0 <= r <= k -> 0 <= r * X^m <= k * X^m.
Proof.
  intros HX H. assert (P : 0 < X^m) by (apply pow_lt; exact HX).
  split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_r; lra].
Qed.
