(** Three candidates of the catalogue outside condition (2), by their frontier (theory.md 3; claims growth, thm2, eq7):

      ridge       g = log(1 + lambda t)                  lambda_* = 1/t             L = Theta(t^(-(a-1)/b)), a - 1 < 2b
      two_term    g = lambda t + lambda^2 t^3            lambda_* = t^(-3/2)        L = Theta(t^(-(3/2)(a-1)/b))
      time_log    g = lambda t log(1 + t)                lambda_* = 1/(t log(1+t))  L = Theta((t log(1+t))^(-(a-1)/b))

    Where the head weighs more (log(1 + lambda t) at a - 1 >= 2b; qualification) these conditions do not hold. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers Setting LossOfMonomial FrontierConditions.
Open Scope R_scope.

(** e^(-2x) below a multiple of x^(-r), for every r > 0. *)
Definition exponential_bound r := Rpower (r/(2*exp 1)) r.

Lemma exponential_below_power r x : 0 < r -> 0 < x -> exp (-2*x) <= exponential_bound r * Rpower (/x) r.
Proof.
  intros Hr Hx. pose proof (exp_pos 1). unfold exponential_bound, Rpower. rewrite <- exp_plus. apply exp_monotone.
  rewrite ln_Rinv, ln_div, ln_mult, ln_exp by nra.
  assert (V : ln (2*x*/r) <= 2*x*/r - 1).
  { apply ln_below. apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat; lra]. }
  rewrite ln_mult, ln_mult, ln_Rinv in V; try lra; [|apply Rinv_0_lt_compat; lra].
  apply (Rmult_le_compat_l r) in V; [|lra]. replace (r * (2*x*/r - 1)) with (2*x - r) in V by (field; lra). lra.
Qed.

Lemma exponential_bound_pos r : 0 < exponential_bound r. Proof. apply Rpower_pos. Qed.

Section Examples.
Variables W a Lambda b r t : R.
Hypotheses (HW : 0 < W) (Ha : 1 < a) (HL : 0 < Lambda) (Hb : 0 < b) (Ht : 1 <= t).

Let quotient l lambda : 0 < l -> 0 < lambda -> l/lambda = /(lambda/l).
Proof. intros. field. lra. Qed.

Theorem ridge : a - 1 < b*2 -> /t <= Lambda ->
  within (W * (frontier_low a (ln 2) * Rpower (/t/Lambda) ((a-1)/b)))
         (loss_terms W a Lambda b (fun lambda t => ln (1 + lambda*t)) t)
         (W * (frontier_high a b 2 1 * Rpower (/t/Lambda) ((a-1)/b))).
Proof.
  intros Hr Hl. assert (P : 0 < /t) by (apply Rinv_0_lt_compat; lra).
  apply (frontier_conditions W a Lambda b 2 (/t) (ln 2) 1 t (fun lambda t => ln (1 + lambda*t))); try assumption; try lra.
  - intros lambda H. rewrite <- ln_1. apply ln_monotone; nra.
  - intros lambda H. assert (lambda*t <= /t*t) by (apply Rmult_le_compat_r; lra). rewrite Rinv_l in H0 by lra.
    apply ln_monotone; nra.
  - intros lambda [H1 H2]. assert (0 < lambda) by lra. assert (0 < lambda*t) by nra.
    change (exp (-2 * ln (1 + lambda*t))) with (Rpower (1 + lambda*t) (-2)).
    replace (Rpower (/t/lambda) 2) with (Rpower (lambda*t) (-(2))).
    + rewrite Rmult_1_l. change (-2) with (-(2)). apply Rpower_decreasing; lra.
    + unfold Rpower. f_equal. unfold Rdiv. rewrite !ln_mult, !ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring.
Qed.

Hypotheses (Hr0 : 0 < r) (Hr : a - 1 < b*r).

Theorem time_log : let l := / (t * ln (1+t)) in l <= Lambda ->
  within (W * (frontier_low a 1 * Rpower (l/Lambda) ((a-1)/b)))
         (loss_terms W a Lambda b (fun lambda t => lambda * t * ln (1+t)) t)
         (W * (frontier_high a b r (exponential_bound r) * Rpower (l/Lambda) ((a-1)/b))).
Proof.
  intros l Hl. assert (Hln : 0 < ln (1+t)) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (P : 0 < t * ln (1+t)) by (apply Rmult_lt_0_compat; lra).
  assert (L0 : 0 < l) by (apply Rinv_0_lt_compat; exact P).
  assert (E : forall lambda, lambda * t * ln (1+t) = lambda / l) by (intros; unfold l; field; split; lra).
  apply (frontier_conditions W a Lambda b r l 1 (exponential_bound r) t (fun lambda t => lambda * t * ln (1+t)));
    try assumption; try lra; try apply exponential_bound_pos; cbv beta.
  - intros lambda H. rewrite E. apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra].
  - intros lambda H. rewrite E. apply Rle_div_l; lra.
  - intros lambda H. rewrite E, (quotient l lambda) by lra. apply exponential_below_power; [exact Hr0|]. apply Rdiv_lt_0_compat; lra.
Qed.

Theorem two_term : let l := Rpower t (-(3/2)) in l <= Lambda ->
  within (W * (frontier_low a 2 * Rpower (l/Lambda) ((a-1)/b)))
         (loss_terms W a Lambda b (fun lambda t => lambda * t + lambda^2 * t^3) t)
         (W * (frontier_high a b r (exponential_bound r) * Rpower (l/Lambda) ((a-1)/b))).
Proof.
  intros l Hl. assert (L0 : 0 < l) by apply Rpower_pos.
  assert (Sq : l^2 * t^3 = 1).
  { unfold l. rewrite Rpower_squared, <- (Rpower_pow 3), <- Rpower_plus by lra.
    replace (-(2*(3/2)) + INR 3) with 0 by (simpl; lra). apply Rpower_O; lra. }
  assert (E : forall lambda, lambda^2 * t^3 = (lambda/l)^2).
  { intros lambda. replace (lambda^2 * t^3) with ((lambda/l)^2 * (l^2 * t^3)) by (field; lra). rewrite Sq. ring. }
  assert (T1 : l * t <= 1).
  { unfold l. pose proof (Rpower_plus (-(3/2)) 1 t) as Q. rewrite Rpower_1 in Q by lra. rewrite <- Q.
    apply Rle_trans with (Rpower t 0); [apply Rle_Rpower; lra|rewrite Rpower_O; lra]. }
  apply (frontier_conditions W a Lambda b r l 2 (exponential_bound r) t (fun lambda t => lambda * t + lambda^2 * t^3));
    try assumption; try lra; try apply exponential_bound_pos; cbv beta.
  - intros lambda H. rewrite E. pose proof (pow2_ge_0 (lambda/l)). nra.
  - intros lambda H. rewrite E. assert (lambda * t <= l * t) by (apply Rmult_le_compat_r; lra).
    assert (0 <= lambda/l <= 1).
    { split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]|apply Rle_div_l; lra]. }
    nra.
  - intros lambda H. rewrite E, (quotient l lambda) by lra.
    assert (X : 1 <= lambda/l) by (apply Rle_div_r; lra).
    apply Rle_trans with (exp (-2 * (lambda/l))); [|apply exponential_below_power; lra].
    apply exp_monotone. assert (0 <= lambda * t) by nra. nra.
Qed.
End Examples.
