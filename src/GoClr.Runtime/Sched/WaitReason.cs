// Why a goroutine waits, with gc's texts: they appear in tracebacks.
namespace GoClr.Runtime;

public enum WaitReason
{
    Zero, GCAssistMarking, IOWait, ChanReceiveNilChan, ChanSendNilChan, SelectNoCases, Select, ChanReceive, ChanSend, FinalizerWait, ForceGCIdle, SemAcquire, Sleep, SyncCondWait,
    SyncMutexLock, SyncRWMutexRLock, SyncRWMutexLock, SyncWaitGroupWait, Coroutine, Preempted, SynctestRun, SynctestWait, StoppingTheWorld, WaitForGCCycle, Semacquire, PanicWait, CleanupWait, Lock,
    DurableWaitGroup, DurableChanReceive, DurableChanSend, DurableSelect,             // in a bubble of testing/synctest
}

public static class WaitReasons
{
    public static string Text(WaitReason r) => r switch
    {
        WaitReason.GCAssistMarking => "GC assist marking",
        WaitReason.IOWait => "IO wait",
        WaitReason.ChanReceiveNilChan => "chan receive (nil chan)",
        WaitReason.ChanSendNilChan => "chan send (nil chan)",
        WaitReason.SelectNoCases => "select (no cases)",
        WaitReason.Select => "select",
        WaitReason.ChanReceive => "chan receive",
        WaitReason.ChanSend => "chan send",
        WaitReason.FinalizerWait => "finalizer wait",
        WaitReason.ForceGCIdle => "force gc (idle)",
        WaitReason.SemAcquire => "semacquire",
        WaitReason.Sleep => "sleep",
        WaitReason.SyncCondWait => "sync.Cond.Wait",
        WaitReason.SyncMutexLock => "sync.Mutex.Lock",
        WaitReason.SyncRWMutexRLock => "sync.RWMutex.RLock",
        WaitReason.SyncRWMutexLock => "sync.RWMutex.Lock",
        WaitReason.SyncWaitGroupWait => "sync.WaitGroup.Wait",
        WaitReason.Coroutine => "coroutine",
        WaitReason.Preempted => "preempted",
        WaitReason.SynctestRun => "synctest.Run",
        WaitReason.SynctestWait => "synctest.Wait",
        WaitReason.StoppingTheWorld => "stopping the world",
        WaitReason.WaitForGCCycle => "wait for GC cycle",
        WaitReason.Semacquire => "semacquire",
        WaitReason.PanicWait => "panicwait",
        WaitReason.CleanupWait => "cleanup wait",
        WaitReason.Lock => "runtime lock",
        WaitReason.DurableWaitGroup => "sync.WaitGroup.Wait (durable)",
        WaitReason.DurableChanReceive => "chan receive (durable)",
        WaitReason.DurableChanSend => "chan send (durable)",
        WaitReason.DurableSelect => "select (durable)",
        _ => "",
    };
}
