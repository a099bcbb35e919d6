"""Kernel, position and trace of small networks against finite differences, eigenvalues and their own stated errors."""

import numpy as np
import pytest

from spectral_proofs.errors import InputError
from spectral_proofs.lab import gradients, kernel, modes
from spectral_proofs.lab.losses import loss_named
from spectral_proofs.lab.network import Network

torch = pytest.importorskip("torch", reason="needs the extra lab")
pytestmark = pytest.mark.slow  # PyTorch loads for seconds
MIB = 1 << 20


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)
    torch.manual_seed(0)


def network(outputs=1):
    nn = torch.nn
    return Network(nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, outputs)).double())


def data(n=12, outputs=1):
    return torch.randn(n, 4).double(), torch.randn(n, outputs).double()


def numerical_kernel(net, x, h=1e-5):
    """J by central differences in every weight."""
    columns = []
    for weight in net.module.parameters():
        flat = weight.data.view(-1)
        for i in range(len(flat)):
            old = flat[i].item()
            ends = []
            for shift in (h, -h):
                flat[i] = old + shift
                ends.append(net.outputs(x).reshape(-1))
            flat[i] = old
            columns.append((ends[0] - ends[1]) / (2 * h))
    j = torch.stack(columns, dim=1).numpy()
    return j @ j.T / len(x)


@pytest.mark.parametrize("outputs", [1, 3])
def test_the_kernel_is_that_of_finite_differences(outputs):
    net, (x, _) = network(outputs), data(outputs=outputs)
    exact = numerical_kernel(net, x)
    assert np.abs(kernel.tangent_kernel(net, x, 64 * MIB) - exact).max() < 1e-4 * np.abs(exact).max()


def test_blocks_give_the_same_kernel():
    net, (x, _) = network(2), data(13, 2)
    whole = kernel.tangent_kernel(net, x, 64 * MIB)
    tight = 5 * 2 * 3 * 2 * net.count * net.itemsize  # five samples at a time
    assert np.allclose(kernel.tangent_kernel(net, x, tight), whole, rtol=1e-12, atol=1e-14)
    assert np.linalg.eigvalsh(whole).min() > -1e-12


@pytest.mark.parametrize(("loss", "outputs"), [("squared", 1), ("squared", 3), ("mse", 3)])
def test_the_position_is_that_of_the_eigenvalues(loss, outputs):
    net, (x, y) = network(outputs), data(outputs=outputs)
    found = gradients.gradient(net, loss_named(loss), x, y)
    theta = kernel.tangent_kernel(net, x, 64 * MIB)
    basis = modes.reference(theta, loss_named(loss).residual(net.outputs(x), y).reshape(-1).numpy(), len(x))
    powers = basis.residuals(basis.residual) ** 2
    wanted = powers @ basis.values / (powers.sum() * basis.values.sum())
    assert gradients.position(found, basis.values.sum(), len(x)) == pytest.approx(wanted, rel=1e-9)
    samples = gradients.trace_samples(len(x), outputs, len(x), 0)
    estimate = gradients.trace(net, x, samples, 64 * MIB)
    assert gradients.position(found, estimate.value, len(x)) == pytest.approx(wanted, rel=0.01 if outputs == 1 else 0.5)


def test_cross_entropy_has_its_own_residual():
    net, (x, _) = network(3), data()
    y = torch.randint(0, 3, (12,))
    loss = loss_named(torch.nn.CrossEntropyLoss())
    found = gradients.gradient(net, loss, x, y)
    with torch.no_grad():
        wanted = torch.nn.functional.cross_entropy(net.module(x), y).item()
    assert found.loss == pytest.approx(wanted, rel=1e-12)
    theta = kernel.tangent_kernel(net, x, 64 * MIB)
    residual = loss.residual(net.outputs(x), y).reshape(-1).numpy()
    assert found.weights == pytest.approx(residual @ theta @ residual / len(x), rel=1e-9)


@pytest.mark.parametrize(("outputs", "most"), [(1, 20), (3, 20), (3, 60)])
def test_the_trace_has_the_error_that_it_states(outputs, most):
    net, (x, _) = network(outputs), data(60, outputs)
    truth = np.trace(kernel.tangent_kernel(net, x, 64 * MIB))
    draws = [gradients.trace(net, x, gradients.trace_samples(60, outputs, most, seed), MIB) for seed in range(120)]
    values, errors = np.array([d.value for d in draws]), np.array([d.error for d in draws])
    assert values.mean() == pytest.approx(truth, abs=4 * errors.mean() / np.sqrt(120))
    assert 0.8 < values.std() / errors.mean() < 1.25
    assert np.mean(np.abs(values - truth) < 2.1 * errors) >= 0.9


def test_the_trace_of_all_samples_with_one_output_is_exact():
    net, (x, _) = network(), data(30)
    found = gradients.trace(net, x, gradients.trace_samples(30, 1, 30, 0), MIB)
    assert found.error == 0
    assert found.value == pytest.approx(np.trace(kernel.tangent_kernel(net, x, 64 * MIB)), rel=1e-12)


def test_shared_weights_count_once():
    nn = torch.nn

    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Linear(4, 4, bias=False).double()
            self.two = nn.Linear(4, 4, bias=False).double()
            self.two.weight = self.one.weight

        def forward(self, x):
            return self.two(torch.tanh(self.one(x)))

    net, (x, _) = Network(Tied()), data()
    assert net.count == 16
    exact = numerical_kernel(net, x)
    assert np.abs(kernel.tangent_kernel(net, x, 64 * MIB) - exact).max() < 1e-4 * np.abs(exact).max()


def test_what_does_not_fit_is_refused_at_once():
    with pytest.raises(InputError, match="take at most 1478 points"):
        kernel.require_room(network(2), 2000, 2, 200 * MIB)
    with pytest.raises(InputError, match="derivative of one sample"):
        kernel.require_room(network(2), 2, 2, 1000)
    kernel.require_room(network(1), 2000, 1, 1024 * MIB)


def test_coupled_samples_and_missing_weights_are_refused():
    nn = torch.nn
    with pytest.raises(InputError, match="no parameters"):
        Network(nn.ReLU())
    with pytest.raises(InputError, match="1: batch normalisation"):
        Network(nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4, track_running_stats=False)))


@pytest.mark.parametrize("loss", ["hinge", lambda f, y: f, 3])
def test_other_losses_are_refused(loss):
    with pytest.raises(InputError, match="give one of squared, mse, cross-entropy"):
        loss_named(loss)


def test_other_settings_of_a_loss_are_refused():
    with pytest.raises(InputError, match="default settings"):
        loss_named(torch.nn.CrossEntropyLoss(label_smoothing=0.1))


def test_shapes_that_do_not_fit_are_refused():
    net, (x, y) = network(), data()
    with pytest.raises(InputError, match="one target for each output"):
        gradients.mean_loss(net, loss_named("mse"), x, y[:, 0:0])
    with pytest.raises(InputError, match="the classes last"):
        gradients.mean_loss(net, loss_named("cross-entropy"), x, y)
