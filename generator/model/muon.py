"""Turns gradients into steps: plain descent with momentum, and Muon for filters."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.optim import SGD, Optimizer

from generator.inputs.records import Recipe, StepRule

_N_ITERATIONS = 3
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic that drives all singular values towards 1, about 0.7 to 1.2 after few rounds."""
_SMALLEST_NORM = 1e-7
"""A gradient of nothing stays nothing."""


class Muon(Optimizer):
    """Nesterov momentum, orthogonalised, on filters that keep their norm.

    Source: K. Jordan and others, Muon: an optimizer for hidden layers in neural networks, 2024;
    K. Jordan, 94% on CIFAR-10 in 3.29 seconds on a single GPU, arXiv:2404.00498, 2024.
    """

    def __init__(self, filters: Iterable[Tensor], rule: StepRule) -> None:
        """Take the filters over, with no momentum yet."""
        super().__init__(filters, {"lr": rule.learning_rate, "momentum": rule.momentum})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Move every filter by its learning rate along the orthogonalised direction."""
        del closure
        for group in self.param_groups:
            for weights in group["params"]:
                momentum = self.state[weights].setdefault(
                    "momentum_buffer", torch.zeros_like(weights)
                )
                momentum.mul_(group["momentum"]).add_(weights.grad)
                direction = weights.grad.add(momentum, alpha=group["momentum"])
                weights.mul_(len(weights) ** 0.5 / weights.norm())
                weights.add_(orthogonalise(direction), alpha=-group["lr"])


def orthogonalise(direction: Tensor) -> Tensor:
    """Bring the singular values of a bank of filters, a row each, near 1.

    Source: N. Higham, Functions of Matrices, 2008, section 8.3: Newton-Schulz iteration.
    """
    matrix = direction.flatten(start_dim=1)
    is_tall = matrix.shape[0] > matrix.shape[1]
    matrix = matrix.T if is_tall else matrix
    matrix = matrix / (matrix.norm() + _SMALLEST_NORM)
    first, third, fifth = _COEFFICIENTS
    for _ in range(_N_ITERATIONS):
        square = matrix @ matrix.T
        matrix = first * matrix + (third * square + fifth * square @ square) @ matrix
    upright: Tensor = matrix.T if is_tall else matrix
    return upright.reshape(direction.shape)


class Steps:
    """The optimizers of one network, each for its own parameters, which step as one."""

    def __init__(self, network: nn.Module, recipe: Recipe) -> None:
        """Make an optimizer for each rule of the recipe."""
        self.optimizers = tuple(
            _make_optimizer(_chosen(network, rule.parameters), rule) for rule in recipe.step_rules
        )
        self._rates = tuple(rule.learning_rate for rule in recipe.step_rules)

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for optimizer in self.optimizers:
            optimizer.zero_grad()

    def step(self) -> None:
        """Let every parameter follow its gradient."""
        for optimizer in self.optimizers:
            optimizer.step()

    def scale_rates(self, factor: float) -> None:
        """Set every learning rate to so much of the recipe's."""
        for optimizer, rate in zip(self.optimizers, self._rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * factor

    def momenta(self) -> dict[str, Tensor]:
        """Name every momentum, by optimizer and parameter."""
        return {
            f"{place}.{index}": each["momentum_buffer"]
            for place, optimizer in enumerate(self.optimizers)
            for index, each in optimizer.state_dict()["state"].items()
        }

    def restore(self, momenta: dict[str, Tensor]) -> None:
        """Take over the tensors of an earlier `momenta`."""
        for place, optimizer in enumerate(self.optimizers):
            state = {
                int(name.partition(".")[2]): {"momentum_buffer": each}
                for name, each in momenta.items()
                if name.startswith(f"{place}.")
            }
            optimizer.load_state_dict(optimizer.state_dict() | {"state": state})


def _make_optimizer(parameters: list[Tensor], rule: StepRule) -> Optimizer:
    if rule.rule == "muon":
        return Muon(parameters, rule)
    return SGD(
        parameters,
        lr=rule.learning_rate,
        momentum=rule.momentum,
        weight_decay=rule.weight_decay,
        nesterov=rule.rule == "nesterov",
    )


_DIMENSIONS = {"filters": 4, "head": 2, "biases": 1}


def _chosen(network: nn.Module, which: str) -> list[Tensor]:
    """Find the parameters that a rule is for; what has no gradient is for none."""
    return [
        parameter
        for parameter in network.parameters()
        if parameter.requires_grad and which in {"all", _kind_of(parameter)}
    ]


def _kind_of(parameter: Tensor) -> str:
    return next(kind for kind, n in _DIMENSIONS.items() if parameter.ndim == n)
