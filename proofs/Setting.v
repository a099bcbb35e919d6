(** The objects of the paper, modes k = 1, 2, ... (here [S k] for k = 0, 1, ...):

      lambda_k = Lambda k^(-b),    lambda_k w_k^2 = W k^(-a)                      eq. (16)
      L(t) = sum lambda_k w_k^2 e^(-2 g(lambda_k, t))                             eq. (6)
      S(t) = sum w_k^2 (1 - e^(-g(lambda_k, t)))^2                                Delta L = sigma^2 S + ...

    and condition (2), c1 lambda^m t^n <= g(lambda, t) <= c2 lambda^m t^n for 0 < lambda <= Lambda, t >= t0.

    A bound on L or S is a statement [within low (loss_terms ...) high] of [SeriesComparison]: the series converges. *)
From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails.
Open Scope R_scope.

Definition eigenvalue Lambda b k := Lambda * Rpower (INR (S k)) (-b).
Definition task_power W a k := W * Rpower (INR (S k)) (-a).

Definition loss_terms W a Lambda b (g : R -> R -> R) t k :=
  task_power W a k * exp (-2 * g (eigenvalue Lambda b k) t).
Definition energy_terms W a Lambda b (g : R -> R -> R) t k :=
  task_power W a k / eigenvalue Lambda b k * (1 - exp (- g (eigenvalue Lambda b k) t))^2.

Definition growth Lambda m n c1 c2 t0 (g : R -> R -> R) : Prop := forall lambda t, 0 < lambda <= Lambda -> t0 <= t ->
  c1 * (Rpower lambda m * Rpower t n) <= g lambda t <= c2 * (Rpower lambda m * Rpower t n).

(** Exponents: rho = n/m, chi = rho (a-1)/b, gamma = rho (1+b-a)/b; s = 1 + b - a. *)
Definition rho m n := n / m.
Definition chi a b m n := rho m n * (a - 1) / b.
Definition gamma a b m n := rho m n * (1 + b - a) / b.

Lemma eigenvalue_range Lambda b k : 0 < Lambda -> 0 <= b -> 0 < eigenvalue Lambda b k <= Lambda.
Proof.
  intros HL Hb. unfold eigenvalue. pose proof (Rpower_pos (INR (S k)) (-b)).
  assert (1 <= INR (S k)) by (apply (le_INR 1); lia).
  assert (Rpower (INR (S k)) (-b) <= 1).
  { rewrite <- (Rpower_of_1 (-b)). apply Rpower_decreasing; lra. }
  split; [apply Rmult_lt_0_compat; assumption|nra].
Qed.

Lemma eigenvalue_power Lambda b m k : 0 < Lambda ->
  Rpower (eigenvalue Lambda b k) m = Rpower Lambda m * Rpower (INR (S k)) (-(m*b)).
Proof.
  intros HL. unfold eigenvalue. rewrite <- Rpower_mult_distr by (try apply Rpower_pos; assumption).
  rewrite Rpower_mult. do 2 f_equal. ring.
Qed.

(** w_k^2 = (W/Lambda) k^(b-a) = (W/Lambda) k^(s-1). *)
Lemma weight_squared W a Lambda b k : 0 < Lambda ->
  task_power W a k / eigenvalue Lambda b k = W / Lambda * Rpower (INR (S k)) (1 + b - a - 1).
Proof.
  intros HL. unfold task_power, eigenvalue.
  replace (1 + b - a - 1) with (-a + - - b) by ring. rewrite Rpower_plus, (Rpower_Ropp _ (-b)).
  pose proof (Rpower_pos (INR (S k)) (-b)). field. lra.
Qed.

(** Under (2), g at mode k lies between two monomials Y k^(-q) with q = m b, Y = c Lambda^m t^n. *)
Lemma growth_at_mode Lambda b m n c1 c2 t0 g t k : 0 < Lambda -> 0 <= b -> growth Lambda m n c1 c2 t0 g -> t0 <= t ->
  c1 * Rpower Lambda m * Rpower t n * Rpower (INR (S k)) (-(m*b)) <= g (eigenvalue Lambda b k) t
  <= c2 * Rpower Lambda m * Rpower t n * Rpower (INR (S k)) (-(m*b)).
Proof.
  intros HL Hb G Ht. pose proof (G _ t (eigenvalue_range Lambda b k HL Hb) Ht) as H.
  rewrite eigenvalue_power in H by assumption. lra.
Qed.

(** Y >= 1 at t0 means Y >= 1 from t0 on. *)
Lemma scale_from_start Lambda m n c t0 t : 0 < c -> 0 < t0 -> 0 <= n -> t0 <= t ->
  1 <= c * Rpower Lambda m * Rpower t0 n -> 1 <= c * Rpower Lambda m * Rpower t n.
Proof.
  intros Hc H0 Hn Ht H. pose proof (Rpower_increasing n t0 t Hn H0 Ht).
  assert (0 < c * Rpower Lambda m) by (apply Rmult_lt_0_compat; [assumption|apply Rpower_pos]). nra.
Qed.
Lemma Rpower_scale Lambda m n c t e : 0 < c -> 0 < t ->
  Rpower (c * Rpower Lambda m * Rpower t n) e = Rpower (c * Rpower Lambda m) e * Rpower t (n*e).
Proof.
  intros Hc Ht. rewrite <- Rpower_mult_distr; try apply Rpower_pos; [rewrite Rpower_mult; reflexivity|].
  apply Rmult_lt_0_compat; [assumption|apply Rpower_pos].
Qed.

(** The two constants of (2) are in order. *)
Lemma growth_ordered Lambda m n c1 c2 t0 g : 0 < Lambda -> growth Lambda m n c1 c2 t0 g -> c1 <= c2.
Proof.
  intros HL G. pose proof (G Lambda t0 ltac:(lra) ltac:(lra)) as H.
  assert (P : 0 < Rpower Lambda m * Rpower t0 n) by (apply Rmult_lt_0_compat; apply Rpower_pos).
  apply (Rmult_le_reg_r (Rpower Lambda m * Rpower t0 n)); lra.
Qed.
