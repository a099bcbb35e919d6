(** Theorem 2 as it should read (claim thm2, audit rows A8 and A9), for every g under (2), s = 1 + b - a, q = m b:

      0 < s < 2q    (W/Lambda) C1 t^gamma <= S(t) <= (W/Lambda) C2 t^gamma,    gamma = rho s/b
      s = 0         S(t) between two affine functions of log t, both of positive slope
      s < 0         S(t) between two positive constants
      s >= 2q       S(t) is infinite at every t >= t0

    The paper asserts the first line for all a, b > 1. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads Setting LossOfMonomial EnergyOfMonomial.
Open Scope R_scope.

Section Theorem2.
Variables W a Lambda b m n c1 c2 t0 : R.
Variable g : R -> R -> R.
Variable t : R.
Hypotheses (HW : 0 < W) (HL : 0 < Lambda) (Hb : 0 < b) (Hm : 0 < m) (Hn : 0 < n) (Hc : 0 < c1) (Ht0 : 0 < t0).
Hypothesis condition2 : growth Lambda m n c1 c2 t0 g.
Hypothesis start : 1 <= c1 * Rpower Lambda m * Rpower t0 n.
Hypothesis Ht : t0 <= t.
Let s := 1 + b - a.
Let q := m * b.
Let Y c := c * Rpower Lambda m * Rpower t n.
Let x k := g (eigenvalue Lambda b k) t.
Let terms k := Rpower (INR (S k)) (s-1) * (1 - exp (- x k))^2.

Let Hq : 0 < q. Proof. apply Rmult_lt_0_compat; assumption. Qed.
Let Y1 : 1 <= Y c1. Proof. exact (scale_from_start Lambda m n c1 t0 t Hc Ht0 ltac:(lra) Ht start). Qed.
Let Hcc : c1 <= c2. Proof. exact (growth_ordered _ _ _ _ _ _ _ HL condition2). Qed.
Let Y2 : 1 <= Y c2.
Proof.
  pose proof Y1 as H. unfold Y in *. rewrite Rmult_assoc in *.
  assert (P : 0 < Rpower Lambda m * Rpower t n) by (apply Rmult_lt_0_compat; apply Rpower_pos). nra.
Qed.
Let Yt c e : 0 < c -> Rpower (Y c) e = Rpower (c * Rpower Lambda m) e * Rpower t (n*e).
Proof. intros H. apply Rpower_scale; lra. Qed.
Let lnY c : 0 < c -> ln (Y c) = ln (c * Rpower Lambda m) + n * ln t.
Proof.
  intros H. unfold Y. rewrite ln_mult; [unfold Rpower at 2; rewrite ln_exp; reflexivity| |apply Rpower_pos].
  apply Rmult_lt_0_compat; [assumption|apply Rpower_pos].
Qed.

Let below k : Y c1 * Rpower (INR (S k)) (-q) <= x k.
Proof. exact (proj1 (growth_at_mode _ b _ _ _ _ _ _ t k HL ltac:(lra) condition2 Ht)). Qed.
Let above k : 0 <= x k <= Y c2 * Rpower (INR (S k)) (-q).
Proof.
  split; [|exact (proj2 (growth_at_mode _ b _ _ _ _ _ _ t k HL ltac:(lra) condition2 Ht))].
  pose proof (below k). pose proof (Rpower_pos (INR (S k)) (-q)). pose proof Y1. nra.
Qed.

Lemma energy_terms_eq k : W / Lambda * terms k = energy_terms W a Lambda b g t k.
Proof. unfold energy_terms. rewrite weight_squared by assumption. unfold terms, x, s. ring. Qed.
Let scaled low high : within low terms high -> within (W/Lambda * low) (energy_terms W a Lambda b g t) (W/Lambda * high).
Proof.
  intros H. apply (within_ext _ (fun k => W / Lambda * terms k)); [exact energy_terms_eq|].
  apply within_scale; [|exact H]. left. apply Rdiv_lt_0_compat; assumption.
Qed.

Theorem energy_sandwich : 0 < 1 + b - a < 2*(m*b) ->
  within (W/Lambda * (energy_low s q * Rpower (c1 * Rpower Lambda m) (s/q) * Rpower t (gamma a b m n)))
         (energy_terms W a Lambda b g t)
         (W/Lambda * (energy_high s q * Rpower (c2 * Rpower Lambda m) (s/q) * Rpower t (gamma a b m n))).
Proof.
  intros [Hs Hsq]. pose proof (energy_converges s q (Y c2) x above Hsq) as E.
  assert (G : n * (s/q) = gamma a b m n) by (unfold s, q, gamma, rho; field; lra).
  apply scaled. split; [exact E|]. split; rewrite Rmult_assoc, <- G, <- Yt by lra.
  - exact (energy_from_below s q (Y c1) Hq Y1 x below E ltac:(unfold s in *; lra) Hsq).
  - exact (energy_from_above s q (Y c2) Hq Y2 x above Hsq Hs).
Qed.

Theorem critical_energy_sandwich : 1 + b - a = 0 ->
  within (W/Lambda * ((1 - exp (-1))^2 * (/q * (ln (c1 * Rpower Lambda m) + n * ln t))))
         (energy_terms W a Lambda b g t)
         (W/Lambda * (1 + Rpower 2 (2*q) / (2*q) + /q * (ln (c2 * Rpower Lambda m) + n * ln t))).
Proof.
  intros Hs. assert (Hsq : s < 2*q) by (unfold s; pose proof Hq; lra).
  pose proof (energy_converges s q (Y c2) x above Hsq) as E.
  apply scaled. split; [exact E|]. split; rewrite <- lnY by lra.
  - exact (critical_energy_from_below s q (Y c1) Hq Y1 x below E Hs).
  - exact (critical_energy_from_above s q (Y c2) Hq Y2 x above Hsq Hs).
Qed.

(** The upper bound is the sum of all k^(s-1), an integral test away from 1 - 1/s. *)
Theorem bounded_energy_sandwich : 1 + b - a < 0 ->
  within (W/Lambda * (1 - exp (-1))^2) (energy_terms W a Lambda b g t) (W/Lambda * (1 - /s)).
Proof.
  intros Hs. assert (Hsq : s < 2*q) by (unfold s; pose proof Hq; lra).
  pose proof (energy_converges s q (Y c2) x above Hsq) as E.
  apply scaled. split; [exact E|]. split; [exact (energy_first_mode s q (Y c1) Hq Y1 x below E)|].
  assert (Ha1 : 1 < 1 - s) by (unfold s; lra). assert (Ez : forall k, tail (1-s) 0 k = head s k).
  { intros k. unfold tail, head. f_equal. ring. }
  apply Rle_trans with (Series (tail (1-s) 0)).
  - apply Series_monotone; [|exact E|exact (tail_converges _ 0 Ha1)].
    intros k. rewrite Ez. exact (energy_term_head s q (Y c2) x above k).
  - replace (1 - /s) with ((1-s)/(1-s-1)) by (field; unfold s; lra). exact (power_sum _ Ha1).
Qed.

Theorem energy_infinite : 2*(m*b) <= 1 + b - a -> ~ ex_series (energy_terms W a Lambda b g t).
Proof.
  intros Hsq E. apply (energy_diverges s q (Y c1) Hq Y1 x below Hsq).
  assert (P : 0 < W/Lambda) by (apply Rdiv_lt_0_compat; assumption).
  assert (D : forall k, /(W/Lambda) * energy_terms W a Lambda b g t k = terms k).
  { intros k. rewrite <- energy_terms_eq. field. lra. }
  apply (ex_series_ext _ _ D).
  apply (ex_series_scal_l (/(W/Lambda)) (energy_terms W a Lambda b g t)), E.
Qed.
End Theorem2.
