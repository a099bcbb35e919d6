(** Audit row A8: Theorem 2 as printed, S = Theta(t^gamma) with gamma = rho (1+b-a)/b for all a, b > 1, is false for every
    g under (2) once a > b + 1: t^gamma tends to 0 there while S stays above a positive constant. *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers Setting EnergyTheorem2.
Open Scope R_scope.

Theorem theorem2_refuted W a Lambda b m n c1 c2 t0 g :
  0 < W -> 0 < Lambda -> 0 < b -> 0 < m -> 0 < n -> 0 < c1 -> 0 < t0 ->
  growth Lambda m n c1 c2 t0 g -> 1 <= c1 * Rpower Lambda m * Rpower t0 n -> b + 1 < a ->
  (forall t, t0 <= t -> ex_series (energy_terms W a Lambda b g t)) /\
  ~ exists c, forall t, t0 <= t -> Series (energy_terms W a Lambda b g t) <= c * Rpower t (gamma a b m n).
Proof.
  intros HW HL Hb Hm Hn Hc Ht0 G start Hab. split.
  { intros t Ht. apply (bounded_energy_sandwich W a Lambda b m n c1 c2 t0 g t); auto. lra. }
  intros [c H].
  set (low := W/Lambda * (1 - exp (-1))^2).
  assert (L0 : 0 < low).
  { apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; assumption|apply pow_lt, one_minus_exp_1]. }
  assert (Low : forall t, t0 <= t -> low <= c * Rpower t (gamma a b m n)).
  { intros t Ht. eapply Rle_trans; [|exact (H t Ht)].
    apply (bounded_energy_sandwich W a Lambda b m n c1 c2 t0 g t); auto. lra. }
  set (e := - gamma a b m n).
  assert (He : 0 < e).
  { unfold e, gamma, rho. replace (- (n/m * (1+b-a)/b)) with (n/m * ((a-1-b)/b)) by (field; lra).
    apply Rmult_lt_0_compat; apply Rdiv_lt_0_compat; lra. }
  (* from t on, t^e exceeds c/low *)
  set (B := Rmax 1 (2 * c / low)). assert (B1 : 1 <= B) by apply Rmax_l. assert (B2 : 2*c/low <= B) by apply Rmax_r.
  set (t := Rmax t0 (Rpower B (/e))).
  assert (T : Rpower B (/e) <= t) by apply Rmax_r.
  specialize (Low t (Rmax_l _ _)). replace (gamma a b m n) with (-e) in Low by (unfold e; ring).
  assert (X : B <= Rpower t e).
  { rewrite <- (Rpower_1 B) by lra. replace 1 with (/e*e) by (field; lra). rewrite <- Rpower_mult.
    apply Rpower_increasing; [lra|apply Rpower_pos|exact T]. }
  rewrite Rpower_Ropp in Low.
  assert (P : 0 < Rpower t e) by apply Rpower_pos.
  apply (Rmult_le_compat_r (Rpower t e)) in Low; [|lra].
  replace (c * / Rpower t e * Rpower t e) with c in Low by (field; lra).
  apply (Rmult_le_compat_l low) in B2; [|lra]. replace (low * (2*c/low)) with (2*c) in B2 by (field; lra).
  assert (low * B <= low * Rpower t e) by (apply Rmult_le_compat_l; lra). nra.
Qed.
