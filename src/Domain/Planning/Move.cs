namespace Weft.Domain.Planning;

/// <param name="After">the task after which it then comes on the agent; -1: first of all</param>
/// <param name="Estimate">the longest way through the tasks that move; the makespan is known only when the move is made</param>
internal readonly record struct Move(int Task, int Agent, int After, double Estimate);
