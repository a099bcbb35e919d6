(** Three ways to condition (2) for a given g, used by certificates: g is lambda^m t^n times a bounded ratio; g vanishes
    at lambda = 0 and its slope in lambda is bounded by multiples of t^n; g is a function of lambda^m t^n of bounded slope. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import Powers Setting.
Open Scope R_scope.

Lemma Rpower_nat x k y : 0 < x -> y = INR k -> Rpower x y = x ^ k.
Proof. intros Hx ->. apply Rpower_pow; exact Hx. Qed.

Theorem growth_of_ratio Lambda m n c1 c2 t0 (g ratio : R -> R -> R) :
  (forall lambda t, 0 < lambda <= Lambda -> t0 <= t -> g lambda t = ratio lambda t * (Rpower lambda m * Rpower t n)) ->
  (forall lambda t, 0 < lambda <= Lambda -> t0 <= t -> c1 <= ratio lambda t <= c2) ->
  growth Lambda m n c1 c2 t0 g.
Proof.
  intros E B lambda t Hl Ht. rewrite E by assumption. specialize (B lambda t Hl Ht).
  assert (0 < Rpower lambda m * Rpower t n) by (apply Rmult_lt_0_compat; apply Rpower_pos).
  split; apply Rmult_le_compat_r; lra.
Qed.

(** The mean value theorem from 0 on. *)
Lemma bounded_slope (f f' : R -> R) c1 c2 x : 0 < x -> f 0 = 0 ->
  (forall z, 0 <= z <= x -> is_derive f z (f' z)) -> (forall z, 0 <= z <= x -> c1 <= f' z <= c2) ->
  c1 * x <= f x <= c2 * x.
Proof.
  intros Hx f0 D B. destruct (MVT_gen f 0 x f') as [z [Hz E]].
  - intros z Hz. rewrite Rmin_left, Rmax_right in Hz by lra. apply D. lra.
  - intros z Hz. rewrite Rmin_left, Rmax_right in Hz by lra.
    apply continuity_pt_filterlim, (ex_derive_continuous f). exists (f' z). apply D. lra.
  - rewrite Rmin_left, Rmax_right in Hz by lra. rewrite f0, !Rminus_0_r in E. rewrite E.
    specialize (B z Hz). split; apply Rmult_le_compat_r; lra.
Qed.

Theorem growth_of_slope Lambda n c1 c2 t0 (g slope : R -> R -> R) :
  (forall t, t0 <= t -> g 0 t = 0) ->
  (forall z t, 0 <= z <= Lambda -> t0 <= t -> is_derive (fun z => g z t) z (slope z t * Rpower t n)) ->
  (forall z t, 0 <= z <= Lambda -> t0 <= t -> c1 <= slope z t <= c2) ->
  growth Lambda 1 n c1 c2 t0 g.
Proof.
  intros g0 D B lambda t Hl Ht. rewrite Rpower_1 by lra. pose proof (Rpower_pos t n) as P.
  pose proof (bounded_slope (fun z => g z t) (fun z => slope z t * Rpower t n) (c1 * Rpower t n) (c2 * Rpower t n) lambda
    ltac:(lra) (g0 t Ht) ltac:(intros; apply D; lra)
    ltac:(intros z Hz; specialize (B z t ltac:(lra) Ht); split; apply Rmult_le_compat_r; lra)) as H.
  cbv beta in H. lra.
Qed.

Theorem growth_of_shape Lambda m n c1 c2 t0 (g : R -> R -> R) (shape slope : R -> R) :
  (forall lambda t, 0 < lambda <= Lambda -> t0 <= t -> g lambda t = shape (Rpower lambda m * Rpower t n)) ->
  shape 0 = 0 -> (forall z, 0 <= z -> is_derive shape z (slope z)) -> (forall z, 0 <= z -> c1 <= slope z <= c2) ->
  growth Lambda m n c1 c2 t0 g.
Proof.
  intros E s0 D B lambda t Hl Ht. rewrite E by assumption.
  apply (bounded_slope shape slope); try assumption.
  - apply Rmult_lt_0_compat; apply Rpower_pos.
  - intros. apply D; lra.
  - intros. apply B; lra.
Qed.

(** The inverse of t lies in a box. *)
Lemma inverse_time t0 t : 0 < t0 -> t0 <= t -> 0 <= /t <= /t0.
Proof. intros H0 Ht. split; [left; apply Rinv_0_lt_compat; lra|apply Rinv_le_contravar; lra]. Qed.
