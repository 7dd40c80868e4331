// Stopping the world: all Ps are taken away from their Ms, so that every goroutine is outside with its locals in frames.
namespace GoClr.Runtime;

public static unsafe partial class Sched
{
    /// <summary>
    /// Stops all Ps but the caller's. The caller is on the system side of an M with a P (no goroutine of its own runs) and holds no lock.
    /// Waits for another stop to end. Nested stops are an error.
    /// </summary>
    public static void StopTheWorld(M* m, string reason) => Fatal.Throw("StopTheWorld: not yet");

    /// <summary>Lets all Ps run again; starts Ms for those with work.</summary>
    public static void StartTheWorld(M* m) => Fatal.Throw("StartTheWorld: not yet");
}
