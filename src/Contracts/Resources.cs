namespace Weft.Contracts;

/// <summary>Who may write what. The first area that a resource belongs to owns it; what belongs to none is open to all.</summary>
/// <param name="Enforced">false: it is looked at, and refuses nothing; left out: as the map before, and the first one refuses nothing</param>
/// <param name="Skills">that areas may ask for though no agent has them yet</param>
public sealed record DomainMapBody(IReadOnlyList<DomainBody> Domains, bool? Enforced = null, IReadOnlyList<string>? Skills = null);

/// <param name="Roles">agents with one of these may write in it</param>
/// <param name="Agents">and these agents</param>
/// <param name="Includes">domains whose resources its roles and agents may write as well</param>
public sealed record DomainBody(
    string Name, IReadOnlyList<string>? Roles = null, IReadOnlyList<string>? Agents = null, IReadOnlyList<string>? Includes = null, IReadOnlyList<AreaBody>? Areas = null);

/// <param name="Paths">globs within the repository</param>
/// <param name="Tables">names, * for any part</param>
/// <param name="Operations">such as GET /orders/{id}; * for any method</param>
/// <param name="Skills">what a task needs that touches it and names no skills itself</param>
public sealed record AreaBody(
    string Name, IReadOnlyList<string>? Paths = null, IReadOnlyList<string>? Tables = null, IReadOnlyList<string>? Operations = null, IReadOnlyList<string>? Skills = null);

/// <param name="Overlaps">areas of different domains that speak of the same, an entry for two areas; the first 200, those first of which a pattern owns nothing</param>
/// <param name="OverlapsInAll">how many entries there are</param>
public sealed record DomainMapAnswer(int Version, bool Enforced, IReadOnlyList<DomainOverlap> Overlaps, int OverlapsInAll = 0);

/// <param name="Owner">domain/area that wins, because it comes first</param>
/// <param name="Pattern">one of its patterns, as an example</param>
/// <param name="Other">domain/area that loses what both speak of</param>
/// <param name="Pairs">so many pairs of their patterns overlap</param>
/// <param name="Covered">the other's pattern owns nothing at all: all that it stands for is the owner's</param>
public sealed record DomainOverlap(string Owner, string Pattern, string Other, string OtherPattern, int Pairs = 1, bool Covered = false);

/// <param name="Version">0: none was set; what is shown is the usual one to begin with</param>
/// <param name="Overlaps">as in the answer to setting it</param>
/// <param name="Skills">that areas may ask for though no agent has them yet</param>
public sealed record DomainMapView(
    int Version, bool Enforced, IReadOnlyList<DomainBody> Domains, IReadOnlyList<DomainOverlap> Overlaps, IReadOnlyList<string>? Skills = null, int OverlapsInAll = 0);

/// <summary>The holder of a task will touch more than the task told.</summary>
/// <param name="Resources">paths or globs, table:NAME, operation:METHOD /ROUTE; at most 100</param>
public sealed record ClaimResourcesRequest(string Agent, long Token, IReadOnlyList<string> Resources);

/// <param name="Resources">all that is claimed for the task now</param>
public sealed record ResourcesAnswer(string Workflow, string Task, long Token, IReadOnlyList<string> Resources);

/// <summary>Asks for an exclusive window on a resource.</summary>
/// <param name="Seconds">1-86400: how long</param>
/// <param name="Until">instead of seconds: when it shall end, if it began now</param>
public sealed record RequestSliceRequest(string Agent, string Resource, double Seconds = 60, DateTimeOffset? Until = null);

/// <param name="Token">fencing token of the slice</param>
public sealed record SliceRequestBody(string Agent, string Resource, long Token);

/// <param name="To">one of those who wait for it, or for what overlaps</param>
public sealed record HandOverRequest(string Agent, string Resource, long Token, string To);

public sealed record WithdrawRequest(string Agent, string Resource);

/// <summary>Whose turn it is.</summary>
/// <param name="Mine">whether the one who asked has it</param>
/// <param name="Token">of the one who asked; in the list, of whoever has it</param>
/// <param name="Holder">who has it, or else something that overlaps; of several, the one whose slice ends last</param>
/// <param name="Place">1: next; 0: it does not wait</param>
/// <param name="Waiting">for it, or for what overlaps, in the order in which they asked</param>
/// <param name="Holds">what the holder has, when it is another resource that overlaps</param>
public sealed record SliceAnswer(
    string Resource, bool Mine, long? Token, string? Holder, DateTimeOffset? EndsAt, int Place, IReadOnlyList<string> Waiting, string? Holds = null);

public sealed record SlicesView(IReadOnlyList<SliceAnswer> Slices);
