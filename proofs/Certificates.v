(** What certificates of [spectral-proofs certificate] end with: rational constants in place of those of the theorems,
    and the tactics that their steps use. *)
From Coq Require Export Reals Lra Lia Psatz.
From Coquelicot Require Export Coquelicot.
From SpectralProofs Require Export SeriesComparison Powers Setting LossOfMonomial LossSandwich EnergyOfMonomial.
From SpectralProofs Require Export EnergyTheorem2 GrowthBounds IntervalOverIntegers.
Open Scope R_scope.

(** Closed inequalities between constants. *)
Ltac constants := unfold loss_low, loss_high, peak, energy_low, energy_high, Rpower; interval with (i_prec 40).

(** Side conditions: denominators that are not 0, arguments of log that are positive. *)
Ltac side := repeat match goal with |- _ /\ _ => split end;
  try exact I; try lra;
  try (apply Rgt_not_eq; first [apply exp_pos | interval with (i_prec 40)]); try (apply Rlt_not_eq; interval with (i_prec 40));
  try (interval with (i_prec 40)); try (timeout 5 nra).

(** Two terms that differ by identities of fractions, inside exponentials and logarithms too. *)
Ltac align := match goal with |- context [exp ?x] => match goal with |- context [exp ?y] =>
  tryif constr_eq x y then fail else replace (exp x) with (exp y) by (f_equal; first [ring | field; side]) end end.
Ltac same := repeat align; solve [ring | field; side | rewrite ?exp_Ropp; field; side
  | match goal with |- ln _ = ln _ => f_equal; same end].

(** A fractional power of a polynomial in t, written with 1/t: (t^k B)^e = t^j B^e. *)
Lemma scaled_power t A B e k j : 0 < t -> 0 < B -> A = t^k * B -> INR k * e = INR j -> Rpower A e = t^j * Rpower B e.
Proof.
  intros Ht HB -> E. rewrite <- Rpower_mult_distr by (try apply pow_lt; assumption). f_equal.
  rewrite <- (Rpower_pow k), Rpower_mult, E, Rpower_pow by assumption. reflexivity.
Qed.
Ltac scaled_by t A B e k j := replace (Rpower A e) with (t^j * Rpower B e)
  by (symmetry; apply (scaled_power t A B e k j); [lra|side|field; side|simpl; lra]).
Ltac rescaled t := match goal with |- context [Rpower ?A ?e] => match goal with |- context [Rpower ?B e] =>
  tryif constr_eq A B then fail else first [scaled_by t A B e 2%nat 1%nat | scaled_by t A B e 3%nat 1%nat
    | scaled_by t A B e 4%nat 2%nat | scaled_by t A B e 3%nat 2%nat | scaled_by t A B e 2%nat 3%nat] end end.

(** A term at lambda = 0, where exponentials are 1 and logarithms 0. *)
Ltac at_zero := repeat match goal with
  | |- context [exp ?x] => replace (exp x) with 1 by (transitivity (exp 0); [symmetry; exact exp_0|f_equal; field; side])
  | |- context [ln ?x] => replace (ln x) with 0 by (transitivity (ln 1); [symmetry; exact ln_1|f_equal; field; side])
  | |- context [sin ?x] => replace (sin x) with 0 by (transitivity (sin 0); [symmetry; exact sin_0|f_equal; field; side])
  | |- context [atan ?x] => replace (atan x) with 0 by (transitivity (atan 0); [symmetry; exact atan_0|f_equal; field; side])
  end; field; side.

(** The one between two constants times a positive power. *)
Lemma widened low low' u high high' p : 0 < p -> low' <= low -> high <= high' ->
  within (low * p) u (high * p) -> within (low' * p) u (high' * p).
Proof.
  intros Hp Hl Hh H. apply (within_weaken _ (low * p) _ (high * p)); [|exact H|]; apply Rmult_le_compat_r; lra.
Qed.

Lemma certified_loss W a Lambda b m n c1 c2 t0 g low high chi_ :
  growth Lambda m n c1 c2 t0 g ->
  0 < W -> 1 < a -> 0 < Lambda -> 0 < b -> 0 < m -> 0 < n -> 0 < c1 -> 0 < t0 ->
  1 <= c1 * Rpower Lambda m * Rpower t0 n -> chi a b m n = chi_ ->
  low <= W * (loss_low a * Rpower (c2 * Rpower Lambda m) (-((a-1)/(m*b)))) ->
  W * (loss_high a (m*b) * Rpower (c1 * Rpower Lambda m) (-((a-1)/(m*b)))) <= high ->
  forall t, t0 <= t ->
  within (low * Rpower t (- chi_)) (loss_terms W a Lambda b g t) (high * Rpower t (- chi_)).
Proof.
  intros G HW Ha HL Hb Hm Hn Hc Ht0 start <- Hlow Hhigh t Ht.
  eapply widened; [apply Rpower_pos|exact Hlow|exact Hhigh|].
  pose proof (loss_sandwich W a Lambda b m n c1 c2 t0 g t HW Ha HL Hb Hm Hn Hc Ht0 G start Ht) as H.
  rewrite !Rmult_assoc in *. exact H.
Qed.

Lemma certified_energy W a Lambda b m n c1 c2 t0 g low high gamma_ :
  growth Lambda m n c1 c2 t0 g ->
  0 < W -> 0 < Lambda -> 0 < b -> 0 < m -> 0 < n -> 0 < c1 -> 0 < t0 ->
  1 <= c1 * Rpower Lambda m * Rpower t0 n -> 0 < 1 + b - a < 2*(m*b) -> gamma a b m n = gamma_ ->
  low <= W/Lambda * (energy_low (1+b-a) (m*b) * Rpower (c1 * Rpower Lambda m) ((1+b-a)/(m*b))) ->
  W/Lambda * (energy_high (1+b-a) (m*b) * Rpower (c2 * Rpower Lambda m) ((1+b-a)/(m*b))) <= high ->
  forall t, t0 <= t ->
  within (low * Rpower t gamma_) (energy_terms W a Lambda b g t) (high * Rpower t gamma_).
Proof.
  intros G HW HL Hb Hm Hn Hc Ht0 start Hs <- Hlow Hhigh t Ht.
  eapply widened; [apply Rpower_pos|exact Hlow|exact Hhigh|].
  pose proof (energy_sandwich W a Lambda b m n c1 c2 t0 g t HW HL Hb Hm Hn Hc Ht0 G start Ht Hs) as H.
  rewrite !Rmult_assoc in *. exact H.
Qed.

Lemma certified_critical_energy W a Lambda b m n c1 c2 t0 g low high slow fast :
  growth Lambda m n c1 c2 t0 g ->
  0 < W -> 0 < Lambda -> 0 < b -> 0 < m -> 0 < n -> 0 < c1 -> 1 <= t0 ->
  1 <= c1 * Rpower Lambda m * Rpower t0 n -> 1 + b - a = 0 ->
  low <= W/Lambda * ((1 - exp (-1))^2 * (/(m*b) * ln (c1 * Rpower Lambda m))) ->
  W/Lambda * (1 + Rpower 2 (2*(m*b)) / (2*(m*b)) + /(m*b) * ln (c2 * Rpower Lambda m)) <= high ->
  slow <= W/Lambda * ((1 - exp (-1))^2 * (/(m*b) * n)) -> W/Lambda * (/(m*b) * n) <= fast ->
  forall t, t0 <= t ->
  within (low + slow * ln t) (energy_terms W a Lambda b g t) (high + fast * ln t).
Proof.
  intros G HW HL Hb Hm Hn Hc Ht0 start Hs Hlow Hhigh Hslow Hfast t Ht.
  pose proof (critical_energy_sandwich W a Lambda b m n c1 c2 t0 g t HW HL Hb Hm Hn Hc ltac:(lra) G start Ht Hs) as H.
  assert (P : 0 <= ln t) by (rewrite <- ln_1; apply ln_monotone; lra).
  apply (Rmult_le_compat_r (ln t)) in Hslow, Hfast; try exact P.
  eapply within_weaken; [|exact H|]; lra.
Qed.

Lemma certified_bounded_energy W a Lambda b m n c1 c2 t0 g low high :
  growth Lambda m n c1 c2 t0 g ->
  0 < W -> 0 < Lambda -> 0 < b -> 0 < m -> 0 < n -> 0 < c1 -> 0 < t0 ->
  1 <= c1 * Rpower Lambda m * Rpower t0 n -> 1 + b - a < 0 ->
  low <= W/Lambda * (1 - exp (-1))^2 -> W/Lambda * (1 - /(1+b-a)) <= high ->
  forall t, t0 <= t -> within low (energy_terms W a Lambda b g t) high.
Proof.
  intros G HW HL Hb Hm Hn Hc Ht0 start Hs Hlow Hhigh t Ht.
  pose proof (bounded_energy_sandwich W a Lambda b m n c1 c2 t0 g t HW HL Hb Hm Hn Hc Ht0 G start Ht Hs) as H.
  eapply within_weaken; [exact Hlow|exact H|exact Hhigh].
Qed.
