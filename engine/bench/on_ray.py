"""Many machines, by Ray: groups of runs are tasks, fork-server workers are actors. Nothing of Ray is outside of here.

A task works on one problem with one seed, strategy by strategy, as `Campaign` does; it computes little and waits much.
What it executes goes to the actors, one for each core: one call a program, with all its inputs. Runs are in the folder
of the campaign, which all machines must share: so a task or an actor that dies is started again by Ray, and goes on
from the journals; an execution that was lost with an actor is done again, no question to a model is.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import random
import socket
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.bench.campaign import Campaign, read_plan
from engine.composition import choose_executor
from engine.errors import ExecutorError, UsageError
from engine.execution.languages import LANGUAGES
from engine.problem import read_package

try:
    import ray
    from ray.exceptions import RayActorError, RayError, RayTaskError
except ImportError as missing:
    raise UsageError("`--on ray` needs Ray, which is not installed. Install it: pip install 'sstar[ray]'.") from missing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from engine.bench.campaign import Done
    from engine.events.executions import Checked, Outcome
    from engine.execution.protocol import CheckJob, Job

_ATTEMPTS = 3
"""How often a call of an actor is made again by Ray when the actor dies, and a task when its process does."""
_CONNECT_SECONDS = 10.0
_STORE_BYTES = 256 << 20
"""Shared memory of a local cluster; jobs and outcomes are small."""


class _Worker:
    """The actor: a closed executor with one fork-server worker."""

    def __init__(self, unsafe: bool) -> None:
        self._executor = choose_executor(unsafe=unsafe, workers=1)

    async def run(self, job: Job) -> list[Outcome]:
        async with aclosing(self._executor.run(job)) as outcomes:  # type: ignore[type-var]
            return [outcome async for outcome in outcomes]

    async def check(self, job: CheckJob) -> list[Checked]:
        async with aclosing(self._executor.check(job)) as said:  # type: ignore[type-var]
            return [checked async for checked in said]

    async def about(self) -> tuple[str, frozenset[str], int]:
        """Tell the tier, the languages, and the process."""
        return self._executor.tier, frozenset(filter(self._executor.can_run, LANGUAGES)), os.getpid()


class RayExecutor:
    """Runs jobs on the actors, in turn."""

    def __init__(self, workers: Sequence[Any], tier: str, languages: frozenset[str]) -> None:
        """Stand for the actors.

        Args:
            workers: handles of them; whoever made them ends them.
            tier: of all of them.
            languages: that each of them can run.
        """
        self.tier = tier
        self._workers = workers
        self._languages = languages
        self._next = random.randrange(len(workers))  # tasks do not know of each other, and begin anywhere

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order; they come together when all are there."""
        for outcome in await self._done("run", job):
            yield outcome

    async def check(self, job: CheckJob) -> AsyncIterator[Checked]:
        """Yield what a checker says of each case, in order."""
        for checked in await self._done("check", job):
            yield checked

    def can_run(self, language: str) -> bool:
        """Whether it can be run on all machines."""
        return language in self._languages

    async def close(self) -> None:
        """Leave the actors to whoever made them."""

    async def _done(self, what: str, job: Job | CheckJob) -> Any:
        self._next = (self._next + 1) % len(self._workers)
        asked = getattr(self._workers[self._next], what).remote(job)
        try:
            return await asked
        except asyncio.CancelledError:
            ray.cancel(asked)
            raise
        except RayTaskError as error:
            raise ExecutorError(f"A worker of the cluster failed: {error.cause}.") from error
        except RayActorError as error:
            raise ExecutorError(f"A worker of the cluster died {_ATTEMPTS + 1} times over one job: {error}.") from error


class Cluster:
    """A Ray cluster, one that runs or a local one, with an actor for each core."""

    def __init__(self, address: str = "", *, unsafe: bool = False, workers: int | None = None) -> None:
        """Connect, and start the actors.

        Args:
            address: of a cluster that runs, as `ray.init` takes it (`auto`, HOST:PORT); empty for a local one.
            unsafe: actors may run programs open where they cannot be closed in.
            workers: how many actors; by default one for each core.

        Raises:
            UsageError: there is no such cluster, or its machines do not close programs in alike.
        """
        local: dict[str, Any] = {"num_cpus": workers, "object_store_memory": _STORE_BYTES, "include_dashboard": False}
        _require_somebody(address)
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
        try:
            ray.init(
                address=address or "local",
                log_to_driver=False,
                logging_level=logging.ERROR,
                **({} if address else local),
            )
            cores = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            actor = ray.remote(_Worker).options(
                num_cpus=1, max_restarts=-1, max_task_retries=_ATTEMPTS, scheduling_strategy="SPREAD"
            )
            self.workers: list[Any] = [actor.remote(unsafe) for _ in range(cores)]
            self.about = self.asked_about()
        except (RayError, ConnectionError, ValueError) as error:
            ray.shutdown()
            cause = getattr(error, "cause", None) or error
            raise UsageError(
                f"The Ray cluster cannot be used: {cause}. See `ray status`, or leave the address out for a local one."
            ) from error
        tiers = {tier for tier, _, _ in self.about}
        if len(tiers) > 1:
            ray.shutdown()
            raise UsageError(
                f"The machines of the cluster do not close programs in alike: {', '.join(sorted(tiers))}. Mend that "
                "(`sstar doctor` on each says how), or leave some out."
            )
        self.tier: str = tiers.pop()
        self.languages = frozenset.intersection(*(known for _, known, _ in self.about))

    def asked_about(self) -> list[tuple[str, frozenset[str], int]]:
        """Ask each actor for its tier, its languages, and its process."""
        return [tuple(item) for item in ray.get([worker.about.remote() for worker in self.workers])]

    @property
    def executor(self) -> RayExecutor:
        """Runs jobs on all actors."""
        return RayExecutor(self.workers, self.tier, self.languages)

    async def work(self, campaign: Campaign, at_once: int, done: Done) -> list[int]:
        """Do what is left of a plan; `Campaign.work` then finds everything done.

        The result is how many calls were answered from memory, by problem and seed.

        Args:
            campaign: in a folder that all machines share.
            at_once: tasks at the same time.
            done: told of each run, whether anything had been left to do.

        Raises:
            SStarError: as `Campaign.work`.
            UsageError: the folder is not shared.
        """
        lanes = asyncio.Semaphore(at_once)
        task = ray.remote(_work_on).options(num_cpus=0, max_retries=_ATTEMPTS, scheduling_strategy="SPREAD")

        async def one(at: int, seed: int) -> int:
            async with lanes:
                folder = str(campaign.folder.absolute())
                asked = task.remote(folder, at, seed, self.workers, self.tier, self.languages)
                try:
                    told, recalled = await asked
                except RayTaskError as error:
                    raise error.cause from None
                except asyncio.CancelledError:
                    ray.cancel(asked)
                    raise
                for fresh in told:
                    done(fresh)
                return int(recalled)

        pairs = [(at, seed) for at in range(len(campaign.plan.problems)) for seed in campaign.plan.seeds]
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(*pair)) for pair in pairs]
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return [made.result() for made in tasks]

    def close(self) -> None:
        """End the actors, and a local cluster."""
        for worker in self.workers:
            ray.kill(worker)
        ray.shutdown()


def shared_campaign(folder: Path) -> Campaign:
    """Open the folder of a campaign on this machine. Raises UsageError when it is not there."""
    try:
        return Campaign(read_plan(folder), folder)
    except UsageError as error:
        raise UsageError(
            f"On the machine {platform.node()}: {error} All machines must share the folder: choose another --into."
        ) from error


def _require_somebody(address: str) -> None:
    """Raise UsageError when nobody listens at HOST:PORT; Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if "://" in address or not port.isdigit():
        return
    try:
        socket.create_connection((host, int(port)), _CONNECT_SECONDS).close()
    except OSError as error:
        raise UsageError(
            f"Nobody answers at {address}: {error}. `ray status` on a machine of the cluster tells its address; "
            "without one, --on ray starts a local cluster."
        ) from error


def _work_on(
    folder: str, at: int, seed: int, workers: Sequence[Any], tier: str, languages: frozenset[str]
) -> tuple[list[bool], int]:
    """The task: all strategies on one problem with one seed.

    It tells of each whether anything had been left to do, and how many calls were answered from memory.
    """
    campaign = shared_campaign(Path(folder))
    problem = campaign.plan.problems[at].problem
    package = read_package(Path(problem.folder))
    if package.digest != problem.digest:
        raise UsageError(f"The problem in {problem.folder} is another one on this machine. Copy it to all machines.")
    told: list[bool] = []
    executor = RayExecutor(workers, tier, languages)
    group = asyncio.run(campaign.group(at, package, seed, executor, told.append))
    return told, group.recalled
