"""Runs as users write them, observed with three lines; interrupted, diverging and refused ones."""

import numpy as np
import pytest

from spectral_proofs.errors import InputError
from spectral_proofs.lab import Compression
from spectral_proofs.lab.record import read_record

torch = pytest.importorskip("torch", reason="needs the extra lab")
pytestmark = pytest.mark.slow  # optimisers load for seconds


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)
    torch.manual_seed(0)


def observe(*arguments, **options):
    from spectral_proofs.lab import Observer

    return Observer(*arguments, **options)


def convnet():
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.2), nn.Linear(64, 10),
    )  # fmt: skip


class Block(torch.nn.Module):
    """One transformer block over ten tokens; the embedding is shared with the output."""

    def __init__(self, tokens=10, width=16):
        super().__init__()
        nn = torch.nn
        self.embedding = nn.Embedding(tokens, width)
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.mlp = nn.Sequential(nn.Linear(width, 32), nn.GELU(), nn.Linear(32, width))
        self.out = nn.Linear(width, tokens, bias=False)
        self.out.weight = self.embedding.weight

    def forward(self, tokens):
        x = self.embedding(tokens)
        seen = self.norms[0](x)
        x = x + self.attention(seen, seen, seen, need_weights=False)[0]
        return self.out(x + self.mlp(self.norms[1](x)))


def test_a_convolutional_net_with_dropout_and_batch_norm(tmp_path):
    x, y = torch.randn(64, 1, 8, 8), torch.randint(0, 10, (64,))
    model = convnet().train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    observer = observe(model, optimizer, torch.nn.CrossEntropyLoss(), train=(x, y), folder=tmp_path, probe=16)
    for _ in range(30):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
        observer.step()
    observer.close()
    assert all(part.training for part in model.modules())
    found = read_record(tmp_path)
    assert found.head["status"] == "complete"
    assert len(found.head["notes"]) == 2
    assert found.column("losses", "train")[-1] < found.column("losses", "train")[0]
    assert found.grid("residual").shape[1] == 160
    assert found.column("kernel", "distance")[-1] > 0
    assert (found.column("losses", "position") > 0).all()
    assert found.column("losses", "time")[-1] == pytest.approx(0.3)


def test_a_transformer_block_with_shared_weights(tmp_path):
    tokens = torch.randint(0, 10, (48, 6))
    model = Block()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    plan = Compression(bits=(4, 8), sparsities=(0.5,), draws=4)
    with observe(model, optimizer, "cross-entropy", train=(tokens, tokens.flip(1)), folder=tmp_path, probe=8,
                 compression=plan) as observer:  # fmt: skip
        for _ in range(20):
            optimizer.zero_grad()
            outputs = model(tokens)
            torch.nn.functional.cross_entropy(outputs.flatten(0, 1), tokens.flip(1).flatten()).backward()
            optimizer.step()
            observer.step()
    found = read_record(tmp_path)
    assert found.head["model"]["weights"] == sum(p.numel() for p in model.parameters())
    assert found.head["probe"] == {"points": 8, "outputs": 60}
    assert found.head["loss"]["rate"] == pytest.approx(1 / 6)
    assert {(row["kind"], row["level"]) for row in found.tables["compression"]} == {
        ("uniform", 4), ("uniform", 8), ("floating", 4), ("floating", 8), ("magnitude", 0.5), ("spectral", 0.5)
    }  # fmt: skip


def regression(tmp_path, rate=0.05, steps=40, stop=None, **options):
    """A linear regression; ``stop``: interrupted after that many steps."""
    torch.manual_seed(1)
    x = torch.randn(32, 3)
    y = x @ torch.tensor([[1.0], [2.0], [-1.0]])
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    observer = observe(model, optimizer, torch.nn.MSELoss(), train=(x, y), folder=tmp_path, **options)
    for step in range(steps):
        if step == stop:
            return model
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        observer.step()
    observer.close()
    return model


def test_an_interrupted_run_goes_on_as_if_nothing_had_been(tmp_path):
    regression(tmp_path / "whole")
    regression(tmp_path / "parts", stop=17)
    assert read_record(tmp_path / "parts").head["status"] == "running"
    regression(tmp_path / "parts")
    for name in ("losses.csv", "modes.csv", "kernel.csv", "record.json"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "parts" / name).read_bytes()


def test_observing_changes_nothing(tmp_path):
    torch.manual_seed(1)
    watched = regression(tmp_path / "a", compression=Compression(draws=4)).weight
    plain = regression(tmp_path / "b", probe=0).weight
    assert torch.equal(watched, plain)


def test_residuals_decay_as_derived(tmp_path):
    regression(tmp_path, rate=0.002, steps=400)
    found = read_record(tmp_path)
    r, values, t = found.grid("residual"), found.grid("reference"), found.column("kernel", "time")
    assert r[-1, 0] / r[0, 0] == pytest.approx(np.exp(-found.head["loss"]["rate"] * values[0, 0] * t[-1]), rel=0.01)


def test_a_diverging_run_is_one_line_and_keeps_its_record(tmp_path):
    with pytest.raises(InputError, match=r"step \d+: the training loss is .*smaller learning rate") as error:
        regression(tmp_path, rate=50.0, steps=100)
    assert "\n" not in str(error.value)
    found = read_record(tmp_path)
    assert found.head["status"] == "diverged"
    assert np.isfinite(found.column("losses", "train")).all()


def test_a_loss_that_is_not_a_number_is_one_line(tmp_path):
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    bad = torch.full((4, 3), torch.nan)
    with pytest.raises(InputError, match="step 0: the training loss is not a finite number"):
        observe(model, optimizer, "mse", train=(bad, torch.zeros(4, 1)), folder=tmp_path, probe=0)


class Named(torch.nn.Linear):
    def forward(self, x):
        return {"outputs": super().forward(x)}


X, Y = torch.ones(4, 3), torch.ones(4, 1)


@pytest.mark.parametrize(
    ("model", "train", "test", "says"),
    [
        (torch.nn.Linear(3, 1), (X[:0], Y[:0]), None, "train: 0 inputs and 0 targets"),
        (torch.nn.Linear(3, 1), (X, Y[:3]), None, "train: 4 inputs and 3 targets"),
        (torch.nn.Linear(3, 1), (X.numpy(), Y.numpy()), None, "train: give a pair of tensors"),
        (torch.nn.Linear(3, 1), (X, Y), (X, Y * torch.nan), "step 0: the test loss is not a finite number"),
        (Named(3, 1), (X, Y), None, "the model returns a dict"),
    ],
)
def test_what_cannot_be_observed_is_one_line(tmp_path, model, train, test, says):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(InputError, match=says) as error:
        observe(model, optimizer, "mse", train=train, test=test, folder=tmp_path, probe=0)
    assert "\n" not in str(error.value)
    with pytest.raises(InputError, match="a NoneType is no optimiser"):
        observe(model, None, "mse", train=train, folder=tmp_path)


def test_weights_of_two_bytes_are_pruned_too(tmp_path):
    model = torch.nn.Linear(3, 2).bfloat16()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    train = (X.bfloat16(), torch.ones(4, 2).bfloat16())
    observe(model, optimizer, "mse", train=train, folder=tmp_path, compression=Compression(bits=(4,), draws=4)).close()
    assert {row["kind"] for row in read_record(tmp_path).tables["compression"]} >= {"spectral", "magnitude"}


def test_too_large_probe_sets_are_one_line(tmp_path):
    model = torch.nn.Linear(3, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    data = (torch.randn(2500, 3), torch.randn(2500, 10))
    with pytest.raises(InputError, match="at most 2000"):
        observe(model, optimizer, "mse", train=data, folder=tmp_path, probe=2500)
    with pytest.raises(InputError, match=r"2000 points with 10 outputs.*MiB"):
        observe(model, optimizer, "mse", train=data, folder=tmp_path, probe=2000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["uniform", "floating"])
def test_rounding_costs_less_with_more_bits_and_is_unbiased(kind):
    from spectral_proofs.lab.compress import excesses

    weights = {"w": torch.randn(50, 20).double()}
    plan = Compression(bits=(3, 5, 7), draws=200, kinds=(kind,))

    def loss(changed):
        return float((changed.get("w", weights["w"]) - weights["w"]).pow(2).mean())

    found = [e.mean for e in excesses(plan, weights, loss, 0)]
    assert 8 < found[0] / found[1] < 32  # two more bits: a sixteenth
    assert 8 < found[1] / found[2] < 32

    def bias(changed):
        return float((changed.get("w", weights["w"]) - weights["w"]).mean())

    for e in excesses(plan, weights, bias, 0):
        assert abs(e.mean) < 5 * e.error


def test_pruning_takes_the_smallest_and_the_last_directions():
    from spectral_proofs.lab.compress import excesses

    left, right = (torch.linalg.qr(torch.randn(6, 6).double())[0] for _ in range(2))
    weights = {
        "w": left @ torch.diag(torch.tensor([5.0, 4, 3, 2, 1, 0.5]).double()) @ right,
        "b": torch.ones(4).double(),
    }

    def loss(changed):
        return float(sum(((w - changed.get(name, w)) ** 2).sum() for name, w in weights.items()))

    found = {e.kind: e for e in excesses(Compression(bits=(), sparsities=(0.5,)), weights, loss, 0)}
    assert found["spectral"].mean == pytest.approx(2**2 + 1 + 0.25)
    ordered = torch.cat([w.reshape(-1).abs() for w in weights.values()]).sort().values
    assert found["magnitude"].mean == pytest.approx(float((ordered[:20] ** 2).sum()))
