using CsCheck;
using Shouldly;
using Weft.Domain.Workflows;
using Xunit;

namespace Weft.Domain.Tests.Workflows;

/// <summary>Any interleaving of claims, renewals, results and alarms of several agents, against the simplest model of ownership there is.</summary>
[Trait("Capability", "Z1")]
[Trait("Capability", "V2")]
public sealed class OneOwnerTests
{
    private static readonly string[] Tasks = ["a", "b", "c"];
    private const double LeaseSeconds = 10;

    [Fact]
    public void there_is_one_owner_and_stale_tokens_never_win() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 7]).Array[0, 120].Sample(script =>
        {
            var race = new Race();
            foreach (var (act, task, agent, seconds) in script)
            {
                race.Act(act, Tasks[task], $"agent{agent}", seconds);
            }
        }, iter: 1_500);

    private sealed class Race
    {
        private readonly Run _run = Run.Of(Some.Workflow([.. Tasks.Select(t => Some.Task(t) with { TimeoutSeconds = 0 })]));
        private readonly Dictionary<(string Task, string Agent), long> _believes = [];
        private readonly Dictionary<string, (string Agent, long Token, DateTimeOffset Renewed)> _owners = [];
        private readonly HashSet<string> _completed = [];

        public void Act(int act, string task, string agent, int seconds)
        {
            _run.Pass(seconds);
            switch (act)
            {
                case 0: Claim(task, agent); break;
                case 1: Renew(task, agent); break;
                case 2: Finish(task, agent); break;
                case 3: Ring(task); break;
                default: Start(task, agent); break;
            }

            Same();
        }

        private void Claim(string task, string agent)
        {
            var decision = Assign.Grant(_run.State, task, agent, LeaseSeconds, Some.Reason);
            decision.Accepted.ShouldBe(!_owners.ContainsKey(task) && !_completed.Contains(task));
            if (decision.Accepted)
            {
                _run.Do(_ => decision);
                var token = _run.State.Items[task].Lease!.Token;
                _believes.Values.ShouldAllBe(t => t < token, "tokens only rise");
                _believes[(task, agent)] = token;
                _owners[task] = (agent, token, _run.Now);
            }
        }

        /// <summary>Renewals are no events: the timer brings the last one.</summary>
        private void Renew(string task, string agent)
        {
            if (_owners.TryGetValue(task, out var owner) && _believes.GetValueOrDefault((task, agent)) == owner.Token)
            {
                _owners[task] = owner with { Renewed = _run.Now };
            }
        }

        private void Start(string task, string agent) => Write(task, agent, Work.Start);

        private void Finish(string task, string agent)
        {
            if (Write(task, agent, (s, t, h) => Domain.Workflows.Finish.Submit(s, t, h, Some.Empty, _run.Now)))
            {
                _owners.Remove(task);
                _completed.Add(task).ShouldBeTrue("a task is completed once");
            }
        }

        private bool Write(string task, string agent, Func<Workflow, string, Holder, Decision<IWorkflowEvent>> write)
        {
            var token = _believes.GetValueOrDefault((task, agent));
            var decision = write(_run.State, task, new Holder(agent, token));
            var owns = _owners.TryGetValue(task, out var owner) && owner.Token == token && owner.Agent == agent;
            var changes = decision.Events.Any(e => e is not StaleResultRefused);
            (owns || !changes).ShouldBeTrue("only the owner's writes change anything");
            (!owns || decision.Accepted).ShouldBeTrue("the owner's writes are accepted");
            _ = decision.Accepted ? _run.Do(_ => decision) : _run.Refused(_ => decision);
            return owns;
        }

        private void Ring(string task)
        {
            if (!_owners.TryGetValue(task, out var owner))
            {
                return;
            }

            var over = _run.Now >= owner.Renewed.AddSeconds(LeaseSeconds);
            var decision = Work.Expire(_run.State, task, owner.Token, owner.Renewed, _run.Now);
            decision.Events.IsEmpty.ShouldBe(!over, "a lease ends when it was not renewed in time, and never before");
            _run.Do(_ => decision);
            if (over)
            {
                _owners.Remove(task);
            }
        }

        private void Same()
        {
            foreach (var task in Tasks)
            {
                var lease = _run.State.Items[task].Lease;
                (lease?.Agent, lease?.Token ?? 0).ShouldBe(_owners.TryGetValue(task, out var owner) ? (owner.Agent, owner.Token) : (null, 0));
            }
        }
    }
}
