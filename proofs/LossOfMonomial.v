(** L between multiples of Y^(-(a-1)/q) where g at mode k is at most, or at least, Y k^(-q), Y >= 1.

    Below k0 = Y^(1/q), the place of the frontier, every term is at most its largest value; beyond it e^(-2g) is
    at least e^(-2).  This replaces step 4 of the paper's appendix A (audit row A5). *)
From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From SpectralProofs Require Import SeriesComparison Powers PowerTails PowerHeads.
Open Scope R_scope.

(** k_* of the monomial. *)
Definition frontier_mode q Y := Rpower Y (/q).

(** The largest value of x^(-a) e^(-2 Y x^(-q)) is peak a q * k_*^(-a). *)
Definition peak a q := Rpower (a/q/(2*exp 1)) (a/q).

Definition loss_low a := exp (-2) * Rpower 2 (1-a) / (a-1).
Definition loss_high a q := peak a q + Rpower 2 (a-1) / (a-1).

Section Monomial.
Variables a q Y : R.
Hypotheses (Ha : 1 < a) (Hq : 0 < q) (HY : 1 <= Y).
Let k0 := frontier_mode q Y.

Lemma frontier_mode_above_1 : 1 <= k0.
Proof. apply Rpower_above_1; [left; apply Rinv_0_lt_compat; assumption|exact HY]. Qed.

Lemma frontier_mode_power e : Rpower k0 (q * e) = Rpower Y e.
Proof. unfold k0, frontier_mode. rewrite Rpower_mult. f_equal. field. lra. Qed.

Lemma at_frontier_mode : Y * Rpower k0 (-q) = 1.
Proof.
  replace (-q) with (q * (-(1))) by ring. rewrite frontier_mode_power, Rpower_Ropp, Rpower_1 by lra. field. lra.
Qed.

Lemma below_one_beyond x : k0 <= x -> 0 <= Y * Rpower x (-q) <= 1.
Proof.
  intros Hx. pose proof frontier_mode_above_1 as K.
  pose proof (Rpower_decreasing q k0 x ltac:(lra) ltac:(lra) Hx) as D. pose proof (Rpower_pos x (-q)).
  rewrite <- at_frontier_mode. split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_l; lra].
Qed.

Lemma above_one_before x : 0 < x -> x <= k0 -> 1 <= Y * Rpower x (-q).
Proof.
  intros P Hx. pose proof (Rpower_decreasing q x k0 ltac:(lra) P Hx) as D.
  rewrite <- at_frontier_mode. apply Rmult_le_compat_l; lra.
Qed.

(** K, the integer part of k_*. *)
Lemma frontier_floor : exists K, (1 <= K)%nat /\ INR K <= k0 < INR K + 1.
Proof.
  pose proof frontier_mode_above_1 as Hk. destruct (nfloor_ex k0) as [K H]; [lra|].
  exists K. split; [|exact H]. destruct K; [simpl in H; lra|lia].
Qed.

Lemma term_at_most_peak x : 0 < x -> Rpower x (-a) * exp (-2 * (Y * Rpower x (-q))) <= peak a q * Rpower k0 (-a).
Proof.
  intros Hx. unfold peak, k0, frontier_mode, Rpower. rewrite ln_exp, <- !exp_plus. apply exp_monotone.
  set (u := Y * exp (- q * ln x)).
  assert (Hu : 0 < u) by (apply Rmult_lt_0_compat; [lra|apply exp_pos]).
  assert (Eu : ln u = ln Y - q * ln x) by (unfold u; rewrite ln_mult, ln_exp; [ring|lra|apply exp_pos]).
  set (p := a/q). assert (Hp : 0 < p) by (unfold p; apply Rdiv_lt_0_compat; lra).
  assert (Ea : a = p*q) by (unfold p; field; lra). pose proof (exp_pos 1) as E1.
  assert (Ep : ln (p / (2 * exp 1)) = ln p - ln 2 - 1).
  { rewrite ln_div, ln_mult, ln_exp by nra. ring. }
  rewrite Ep.
  assert (V : ln (2*u*/p) <= 2*u*/p - 1).
  { apply ln_below. apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat; lra]. }
  rewrite ln_mult, ln_mult, ln_Rinv in V; try lra; [|apply Rinv_0_lt_compat; lra].
  apply (Rmult_le_compat_l p) in V; [|lra].
  replace (p * (2*u*/p - 1)) with (2*u - p) in V by (field; lra).
  rewrite Eu in V. rewrite Ea.
  replace (- (p*q) * (/ q * ln Y)) with (-p * ln Y) by (field; lra).
  nra.
Qed.

Variable x : nat -> R. (* g at mode k+1 *)

Let terms k := Rpower (INR (S k)) (-a) * exp (-2 * x k).
Hypothesis x_nonneg : forall k, 0 <= x k.

Lemma terms_range k : 0 <= terms k <= tail a 0 k.
Proof.
  unfold terms, tail. change (0 + 1 + k)%nat with (S k). pose proof (Rpower_pos (INR (S k)) (-a)).
  pose proof (exp_pos (-2 * x k)). pose proof (exp_at_most_1 (-2 * x k) ltac:(specialize (x_nonneg k); lra)).
  split; [apply Rmult_le_pos; lra|nra].
Qed.

Lemma terms_converge : ex_series terms.
Proof. exact (ex_series_below _ _ terms_range (tail_converges a 0 Ha)). Qed.

Lemma loss_from_below : (forall k, x k <= Y * Rpower (INR (S k)) (-q)) ->
  loss_low a * Rpower Y (-((a-1)/q)) <= Series terms.
Proof.
  intros Hx. destruct frontier_floor as [K [HK [H1 H2]]]. pose proof frontier_mode_above_1 as Hk.
  rewrite (Series_split terms K HK terms_converge).
  pose proof (sum_n_nonneg terms (pred K) (fun k => proj1 (terms_range k))) as P.
  assert (T : exp (-2) * Series (tail a K) <= Series (fun j => terms (K + j)%nat)).
  { rewrite <- Series_scal_l. apply Series_monotone.
    - intros j. unfold tail, terms. replace (K + 1 + j)%nat with (S (K + j)) by lia.
      rewrite Rmult_comm. apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply exp_monotone.
      assert (X : k0 <= INR (S (K + j))) by (rewrite S_INR, plus_INR; pose proof (pos_INR j); lra).
      pose proof (below_one_beyond _ X). specialize (Hx (K + j)%nat). lra.
    - apply (ex_series_scal_l (exp (-2)) (tail a K)), tail_converges, Ha.
    - apply ex_series_rest, terms_converge. }
  pose proof (tail_lower a K Ha) as TL.
  assert (R0 : Rpower (2*k0) (1-a) <= Rpower (INR (K+1)) (1-a)).
  { replace (1-a) with (-(a-1)) by ring. apply Rpower_decreasing; [lra|apply lt_0_INR; lia|].
    rewrite plus_INR; simpl; lra. }
  rewrite <- Rpower_mult_distr in R0 by lra.
  replace (Rpower k0 (1-a)) with (Rpower Y (-((a-1)/q))) in R0.
  2:{ rewrite <- frontier_mode_power. f_equal. field. lra. }
  assert (I : 0 < /(a-1)) by (apply Rinv_0_lt_compat; lra). pose proof (exp_pos (-2)) as E2.
  apply (Rmult_le_compat_r (/(a-1))) in R0; [|lra].
  apply (Rmult_le_compat_l (exp (-2))) in R0; [|lra].
  apply (Rmult_le_compat_l (exp (-2))) in TL; [|lra]. unfold loss_low, Rdiv in *. lra.
Qed.

Lemma loss_from_above : (forall k, Y * Rpower (INR (S k)) (-q) <= x k) ->
  Series terms <= loss_high a q * Rpower Y (-((a-1)/q)).
Proof.
  intros Hx. destruct frontier_floor as [K [HK [H1 H2]]]. pose proof frontier_mode_above_1 as Hk.
  rewrite (Series_split terms K HK terms_converge).
  assert (EK : Rpower Y (-((a-1)/q)) = Rpower k0 (1-a)).
  { rewrite <- frontier_mode_power. f_equal. field. lra. }
  assert (P : sum_n terms (pred K) <= peak a q * Rpower k0 (1-a)).
  { apply Rle_trans with (sum_n (fun _ => peak a q * Rpower k0 (-a)) (pred K)).
    - apply sum_n_at_most. intros k _. eapply Rle_trans; [|apply (term_at_most_peak (INR (S k))), INR_S_pos].
      apply Rmult_le_compat_l; [left; apply Rpower_pos|]. apply exp_monotone. specialize (Hx k). lra.
    - rewrite sum_n_const. replace (S (pred K)) with K by lia.
      pose proof (Rpower_pos (a/q/(2*exp 1)) (a/q)) as HM. pose proof (Rpower_pos k0 (-a)) as Hka. fold (peak a q) in HM.
      replace (Rpower k0 (1-a)) with (k0 * Rpower k0 (-a)).
      + apply Rle_trans with (k0 * (peak a q * Rpower k0 (-a))); [|right; ring].
        apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|exact H1].
      + rewrite <- (Rpower_1 k0) at 1 by lra. rewrite <- Rpower_plus. f_equal. }
  pose proof (tail_upper a K Ha HK) as TU.
  assert (T : Series (fun j => terms (K + j)%nat) <= Series (tail a K)).
  { apply Series_monotone; [|apply ex_series_rest, terms_converge|apply tail_converges, Ha].
    intros j. destruct (terms_range (K + j)%nat) as [_ B]. unfold tail in *.
    replace (K + 1 + j)%nat with (0 + 1 + (K + j))%nat by lia. exact B. }
  assert (R0 : Rpower (INR K) (1-a) <= Rpower (k0*/2) (1-a)).
  { replace (1-a) with (-(a-1)) by ring. apply Rpower_decreasing; [lra|lra|].
    assert (1 <= INR K) by (apply (le_INR 1); lia). lra. }
  rewrite <- Rpower_mult_distr in R0 by lra.
  replace (Rpower (/2) (1-a)) with (Rpower 2 (a-1)) in R0.
  2:{ unfold Rpower. rewrite ln_Rinv by lra. f_equal. ring. }
  assert (I : 0 < /(a-1)) by (apply Rinv_0_lt_compat; lra).
  apply (Rmult_le_compat_r (/(a-1))) in R0; [|lra].
  rewrite EK. unfold loss_high, Rdiv in *. lra.
Qed.
End Monomial.
