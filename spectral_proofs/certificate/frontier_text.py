"""The Coq text of :mod:`frontier_proof`; names in braces are filled in there."""

COORDINATES = """\
(* The frontier, and the coordinates v = t^(-1/{D}), h = 1/log t of t >= {t0}. *)
Definition frontier (t : R) : R := {frontier}.
Definition scale (v h : R) : R := {scale}.
Lemma start : 1 <= {t0} * {v0} ^ {D}. Proof. interval with (i_prec 40). Qed.
Lemma frontier_scale v h t : coordinates {D} {v0} v h t -> frontier t = scale v h.
Proof.
  intros [Hv [Hh [Et [Hlog Hlnv]]]]. unfold frontier, scale.
  replace (Rpower t (- ({rho}))) with (v ^ {p}) by (rewrite Et; power_of). rewrite ?Hlog, ?Rinv_inv. reflexivity.
Qed.
Lemma scale_range v h : 0 < v <= {v0} -> 0 < h <= 1 -> 0 < scale v h <= {Lambda}.
Proof. intros Hv Hh. split; [unfold scale; positive|]. closed_box. unfold scale. interval with (i_prec 40). Qed.

(* g below the frontier, at lambda = X^{E} frontier. *)
Definition below (X v h : R) : R := {below}.
Lemma at_below X v h t : 0 < X <= 1 -> coordinates {D} {v0} v h t -> g (X ^ {E} * scale v h) (/ v ^ {D}) = below X v h.
Proof.
  intros HX [Hv [Hh [Et [Hlog Hlnv]]]]. unfold g, scale.
{to_below}  unfold below. same_in_coordinates.
Qed.
{below_bounds}
(* g above it, at lambda = frontier/Y^{E}. *)
Definition above (Y v h : R) : R := {above}.
Lemma at_above Y v h t : 0 < Y <= 1 -> coordinates {D} {v0} v h t -> g (scale v h / Y ^ {E}) (/ v ^ {D}) = above Y v h.
Proof.
  intros HY [Hv [Hh [Et [Hlog Hlnv]]]]. unfold g, scale.
{to_above}  unfold above. same_in_coordinates.
Qed.
{above_bounds}"""

BELOW_RATIO = """\
Lemma below_bounds X v h : 0 < X <= 1 -> 0 < v <= {v0} -> 0 < h <= 1 -> 0 <= below X v h <= {kappa} * X ^ {m}.
Proof.
  intros HX Hv Hh. replace (below X v h) with ({ratio} * X ^ {m}) by (unfold below; same_in_coordinates).
  apply between_multiples; [lra|]. closed_box. split; interval with ({boxes}).
Qed.
"""

BELOW_SLOPE = """\
Definition slope (X v h : R) : R := {slope}.
Lemma below_bounds X v h : 0 < X <= 1 -> 0 < v <= {v0} -> 0 < h <= 1 -> 0 <= below X v h <= {kappa} * X ^ {m}.
Proof.
  intros HX Hv Hh. rewrite pow_1.
  cut (0 * X <= below X v h <= {kappa} * X); [lra|].
  apply (bounded_slope (fun x => below x v h) (fun x => slope x v h)); [lra| | |].
  - unfold below. at_zero.
  - intros z Hz. within_box z. unfold below, slope. auto_derive; [side|field; side].
  - intros z Hz. within_box z. unfold slope. split; interval with ({boxes}).
Qed.
"""

ABOVE_POWER = """\
Lemma above_bounds Y v h : 0 < Y <= 1 -> 0 < v <= {v0} -> 0 < h <= 1 -> {theta} <= above Y v h * Y ^ {m}.
Proof.
  intros HY Hv Hh. assert (HlnY : ln Y <= 0) by (rewrite <- ln_1; apply ln_monotone; lra).
  replace (above Y v h * Y ^ {m}) with ({kept} + {dropped} * Y ^ {m}) by (unfold above; same_in_coordinates).
  assert (P : 0 <= {dropped}) by positive. assert (Q : 0 <= Y ^ {m}) by positive.
  pose proof (Rmult_le_pos _ _ P Q). assert ({theta} <= {kept}); [|lra].
  clear P Q HlnY. closed_box. interval with ({boxes}).
Qed.
"""

ABOVE_LOG = """\
Lemma above_bounds Y v h : 0 < Y <= 1 -> 0 < v <= {v0} -> 0 < h <= 1 ->
  {theta} <= above Y v h /\\ {eta} * (- ln Y * INR {E}) + {c} <= above Y v h.
Proof.
  intros HY Hv Hh. assert (B : {c} <= {rest}) by (closed_box; interval with ({boxes})).
  assert (S : above Y v h = {eta} * (- ln Y * INR {E}) + {rest}) by (unfold above; simpl INR; same_in_coordinates).
  split; [|rewrite S; lra]. destruct (Rle_dec Y {cut}) as [C|C].
  - rewrite S. assert (M : ln Y <= ln {cut}) by (apply ln_monotone; lra).
    assert (N : {theta} <= {eta} * (- ln {cut} * INR {E}) + {c}) by (simpl INR; interval with (i_prec 40)).
    simpl INR in *. lra.
  - assert (HC : {cut} <= Y <= 1) by lra. clear HY C S. closed_box. unfold above. interval with (i_bisect Y, {boxes}).
Qed.
Lemma first_bounds Y v h : 0 < Y <= 1 -> 0 < v <= {v0} -> 0 < h <= 1 ->
  above Y v h <= {eta} * (- ln Y * INR {E}) + {c_above}.
Proof.
  intros HY Hv Hh. assert (B : {rest} <= {c_above}) by (closed_box; interval with ({boxes})).
  assert (S : above Y v h = {eta} * (- ln Y * INR {E}) + {rest}) by (unfold above; simpl INR; same_in_coordinates). lra.
Qed.
"""

CONDITION = """\
(* The conditions at the frontier: g is at most {kappa} (lambda/frontier)^{mu} below it; above it at least {theta}, and
   e^(-2g) is at most {M} (frontier/lambda)^{r}. *)
Theorem frontier_condition : at_frontier {Lambda} {t0} frontier {kappa} {mu} {theta} {M} {r} g.
Proof.
  intros t Ht. split; [|split].
  - refine (l_positive {D} {t0} {v0} {Lambda} frontier scale _ _ _ start frontier_scale scale_range t Ht); lia || lra.
  - intros lambda Hl.
    refine (bounds_below {D} {E} {t0} {v0} frontier scale g _ _ _ _ start frontier_scale below {kappa} {m_below} {mu} _
      at_below below_bounds t lambda Ht Hl); lia || (simpl; lra).
  - intros lambda Hl. {by_above}
Qed.
"""

BY_POWER = """\
refine (bounds_above_power {D} {E} {t0} {v0} {Lambda} frontier scale g _ _ _ _ start frontier_scale scale_range
      above {theta} {m_above} {nu} {M} {r} _ _ _ _ at_above above_bounds _ t lambda Ht Hl);
      lia || (simpl; lra) || frontier_constants."""

BY_LOG = """\
refine (bounds_above_log {D} {E} {t0} {v0} {Lambda} frontier scale g _ _ _ _ start frontier_scale scale_range
      above {theta} {eta} {c} {M} {r} _ at_above above_bounds _ t lambda Ht Hl);
      lia || (simpl; lra) || frontier_constants."""

FIRST = """\
Lemma first_mode t : {t0} <= t -> {M1} * Rpower (frontier t / {Lambda}) {r} <= exp (-2 * g {Lambda} t).
Proof.
  intros Ht.
  refine (bound_of_first_mode {D} {E} {t0} {v0} {Lambda} frontier scale g _ _ _ _ start frontier_scale scale_range
    above {eta} {c_above} {M1} {r} _ at_above first_bounds _ t Ht); lia || (simpl; lra) || frontier_constants.
Qed.
"""
