using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Weft.Client;
using Weft.Contracts;

namespace Weft.Worker.Tests.Client;

[Trait("Capability", "Z10")]
public sealed class TransportTests
{
    private static readonly RetrySettings Quick = RetrySettings.Default with { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(2) };

    /// <summary>What .NET throws, unwrapped, when the server goes in the moment of connecting.</summary>
    private static SocketException Disconnected => new((int)SocketError.NotConnected);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_command_that_was_not_answered_is_sent_again_with_the_same_key()
    {
        var wire = new Wire(
            _ => throw new HttpRequestException("refused"), _ => throw Disconnected, _ => Busy(503), _ => Busy(429), _ => Json("""{"id":"ada","status":"active","version":1}"""));
        var answer = await Client(wire).RegisterAgentAsync(new RegisterAgentRequest("ada", null, []), cancellation: Cancellation);
        answer.ShouldBe(new AgentAnswer("ada", "active", 1));
        wire.Keys.Count.ShouldBe(5);
        wire.Keys.Distinct().Count().ShouldBe(1);
        wire.Keys[0].ShouldNotBeNullOrEmpty();
        wire.Bodies.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task a_refusal_is_thrown_at_once_with_its_code_and_facts()
    {
        var wire = new Wire(_ => Problem(409, """{"type":"urn:weft:problem:lease.stale-token","title":"Lease: stale token","status":409,"detail":"bob holds it","heldBy":"bob"}"""));
        var problem = await Should.ThrowAsync<WeftProblemException>(() => Client(wire).StartTaskAsync("wf", "build", new HoldRequest("ada", 3), cancellation: Cancellation));
        (problem.Status, problem.Code, problem.Message, problem.Facts["heldBy"]).ShouldBe((409, "lease.stale-token", "bob holds it", "bob"));
        wire.Keys.Count.ShouldBe(1);
    }

    [Fact]
    public async Task patience_ends_with_the_last_problem()
    {
        var wire = new Wire(_ => Busy(503));
        var client = new WeftClient(wire.Http(), "main", "weft_k", Quick with { GiveUpAfter = TimeSpan.FromSeconds(1) });
        (await Should.ThrowAsync<WeftProblemException>(() => client.GetPolicyAsync(Cancellation))).Status.ShouldBe(503);
        wire.Keys.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task what_is_no_problem_of_ours_is_said_as_it_came()
    {
        var wire = new Wire(_ => Problem(502, "<html>bad gateway</html>"));
        var problem = await Should.ThrowAsync<WeftProblemException>(() => Client(wire).GetPolicyAsync(Cancellation));
        (problem.Code, problem.Detail).ShouldBe(("http.502", "<html>bad gateway</html>"));
    }

    [Fact]
    public async Task names_cannot_leave_their_place_in_the_path()
    {
        var wire = new Wire(_ => Json("""{"workflow":"w","task":"t","status":"started","attempt":1,"version":2}"""));
        await Client(wire).StartTaskAsync("../..", "a/b?c", new HoldRequest("ada", 3), cancellation: Cancellation);
        wire.Paths.Single().ShouldBe("/v1/workspaces/main/workflows/..%2F../tasks/a%2Fb%3Fc/start");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task a_name_of_dots_is_refused(string name) =>
        await Should.ThrowAsync<ArgumentException>(() => Client(new Wire(_ => Busy(503))).CancelWorkflowAsync(name, cancellation: Cancellation));

    [Fact]
    public async Task a_blob_with_another_hash_is_not_taken()
    {
        var wire = new Wire(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("other") });
        await Should.ThrowAsync<BlobDamagedException>(() => Client(wire).GetBlobAsync(WeftClient.HashOf("right"u8), Cancellation));
    }

    [Fact]
    public async Task events_go_on_after_the_last_one_read_when_the_connection_breaks()
    {
        var wire = new Wire(_ => Events(5, 6), _ => throw new HttpRequestException("gone"), _ => throw Disconnected, _ => Events(6, 7));
        var seen = new List<long>();
        await foreach (var happened in Client(wire).ReadEventsAsync(4, Cancellation))
        {
            seen.Add(happened.Position);
            if (seen.Count == 3)
                break;
        }
        seen.ShouldBe([5L, 6L, 7L]);
        wire.LastEventIds.ShouldBe(["4", "6", "6", "6"]);
    }

    [Fact]
    public async Task the_position_of_the_own_commands_is_remembered()
    {
        var wire = new Wire(_ => At(9), _ => At(8));
        var client = Client(wire);
        await client.LeaveAgentAsync("ada", cancellation: Cancellation);
        await client.LeaveAgentAsync("ada", cancellation: Cancellation);
        client.Position.ShouldBe(9);
    }

    private static WeftClient Client(Wire wire) => new(wire.Http(), "main", "weft_k", Quick);

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Problem(int status, string text) => new((HttpStatusCode)status) { Content = new StringContent(text, Encoding.UTF8, "application/problem+json") };

    private static HttpResponseMessage Busy(int status)
    {
        var response = Problem(status, """{"type":"urn:weft:problem:door.busy","title":"Busy","status":503,"detail":"later"}""");
        if (status == 429)
            response.Headers.TryAddWithoutValidation("Retry-After", "0");
        return response;
    }

    private static HttpResponseMessage At(long position)
    {
        var response = Json("""{"id":"ada","status":"left","version":1}""");
        response.Headers.TryAddWithoutValidation(WeftHeaders.Position, position.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return response;
    }

    private static HttpResponseMessage Events(params long[] positions)
    {
        var text = new StringBuilder(": hello\n\n");
        foreach (var position in positions)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"id: {position}\nevent: task_started\ndata: {{\"position\":{position},\"stream\":\"s\",\"version\":1,\"type\":\"t\",\"at\":\"2026-01-01T00:00:00Z\",\"dependsOn\":[],\"policy\":1,\"data\":{{}}}}\n\n");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text.ToString(), Encoding.UTF8, "text/event-stream") };
    }

    /// <summary>Answers one request after another, the last answer again and again, and remembers what was asked.</summary>
    private sealed class Wire(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        private int _next;

        public List<string?> Keys { get; } = [];

        public List<string> Bodies { get; } = [];

        public List<string> Paths { get; } = [];

        public List<string?> LastEventIds { get; } = [];

        public HttpClient Http() => new(this) { BaseAddress = new Uri("http://weft.test/") };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Keys.Add(request.Headers.TryGetValues(WeftHeaders.IdempotencyKey, out var keys) ? keys.Single() : null);
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            Paths.Add(request.RequestUri!.AbsolutePath);
            LastEventIds.Add(request.Headers.TryGetValues("Last-Event-ID", out var ids) ? ids.Single() : null);
            return answers[Math.Min(_next++, answers.Length - 1)](request);
        }
    }
}
