using Xunit.Sdk;
using Xunit.v3;

// Every test starts processes of its own, and what they do takes processor time: two at once would only be slower.
[assembly: Parallelization(Mode = ParallelMode.None)]
