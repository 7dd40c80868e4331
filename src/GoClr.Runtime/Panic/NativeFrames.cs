// Entries of the frames that the runtime itself pushes. Each runs on the M with the frame popped; status decides what comes next, as for compiled code.
using GoClr.Abi;

namespace GoClr.Runtime;

internal static unsafe class NativeFrames
{
    internal static void Fill(RuntimeRoot* rt)
    {
        void** r = rt->resume;
        r[(int)NativeFunc.PanicStep] = (delegate*<G*, long*, void>)&Panics.PanicStep;
        r[(int)NativeFunc.CallClosure] = (delegate*<G*, long*, void>)&Panics.CallClosure;
        r[(int)NativeFunc.Nop] = (delegate*<G*, long*, void>)&Nop;
        r[(int)NativeFunc.SetRet0] = (delegate*<G*, long*, void>)&SetRet0;
        r[(int)NativeFunc.PanicClosed] = (delegate*<G*, long*, void>)&Chan.PanicClosed;
        r[(int)NativeFunc.ChanRecvDone] = (delegate*<G*, long*, void>)&Chan.RecvDone;
        r[(int)NativeFunc.TimerFire] = (delegate*<G*, long*, void>)&Timers.FireStep;
        r[(int)NativeFunc.TimerSent] = (delegate*<G*, long*, void>)&Timers.SentStep;
        r[(int)NativeFunc.SelectDone] = (delegate*<G*, long*, void>)&Select.Done;
        r[(int)NativeFunc.ReflectSelectDone] = (delegate*<G*, long*, void>)&Select.ReflectDone;
        r[(int)NativeFunc.FatalPanic] = (delegate*<G*, long*, void>)&Fatal.PanicPrinted;
        r[(int)NativeFunc.FatalText] = (delegate*<G*, long*, void>)&Fatal.TextStep;
        r[(int)NativeFunc.Callers] = (delegate*<G*, long*, void>)&Traceback.CallersStep;
        r[(int)NativeFunc.StackText] = (delegate*<G*, long*, void>)&Traceback.StackStep;
        r[(int)NativeFunc.SemaRetry] = (delegate*<G*, long*, void>)&Sema.Retry;
        r[(int)NativeFunc.PollWait] = (delegate*<G*, long*, void>)&Netpoll.WaitStep;
        r[(int)NativeFunc.Restart] = (delegate*<G*, long*, void>)&Restart;
        r[(int)NativeFunc.Action] = (delegate*<G*, long*, void>)&Action;
        r[(int)NativeFunc.InitTask] = (delegate*<G*, long*, void>)&Loader.InitStep;
        r[(int)NativeFunc.MainDone] = (delegate*<G*, long*, void>)&Loader.MainDone;
        r[(int)NativeFunc.CoroStart] = (delegate*<G*, long*, void>)&Coros.StartStep;
        r[(int)NativeFunc.CoroExit] = (delegate*<G*, long*, void>)&Coros.ExitStep;
    }

    private static void Nop(G* g, long* f) { }

    private static void SetRet0(G* g, long* f) => g->ret[0] = f[1];

    private static void Restart(G* g, long* f) => ((delegate*<G*, long*, void>)f[1])(g, f);

    private static void Action(G* g, long* f) => ((delegate*<G*, long, long, void>)f[1])(g, f[2], f[3]);
}
