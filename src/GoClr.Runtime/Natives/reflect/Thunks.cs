// Code for signatures that are only known at run time: callers (block → call) and entries (call → block), made once per lowered signature.
// Generated code is the same for every runtime of the process, so it is kept per process. A program compiled ahead of time brings them all (NativeProgram).
using System;
using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using GoClr.Abi;

namespace GoClr.Runtime.Natives.reflect;

/// <summary>What a function value made by reflect stands for.</summary>
internal enum Behind { Unknown, Code, Closure }

internal static unsafe class Thunks
{
    /// <summary>Kinds of function values whose code is made here; overlay/reflect names them.</summary>
    internal const int KindFunc = 0, KindMethodValue = 1, KindMethodFunc = 2;
    private static readonly ConcurrentDictionary<nint, int> s_kinds = new();

    /// <summary>Where a call of the closure ends up: makeFuncImpl {32 bytes, ftyp, fn}, methodValue {32 bytes, method, rcvr {typ, ptr, flag}}, {thunk, code of the method}.</summary>
    internal static Behind Behind(RuntimeRoot* rt, long closure, out long next)
    {
        next = 0;
        if (!s_kinds.TryGetValue(*(nint*)closure, out int kind)) return reflect.Behind.Unknown;
        switch (kind)
        {
            case KindFunc: next = *(long*)(closure + 40); return reflect.Behind.Closure;
            case KindMethodFunc: next = *(long*)(closure + 8); return reflect.Behind.Code;
        }
        long method = *(long*)(closure + 32), ptr = *(long*)(closure + 48);
        GoType* t = *(GoType**)(closure + 40);
        if (t->Kind == GoKind.Interface)                            // the receiver lies behind ptr
        {
            long tab = *(long*)ptr;
            if (tab == 0) return reflect.Behind.Unknown;
            next = *(long*)(tab + 24 + 8 * method);
            return reflect.Behind.Code;
        }
        UncommonType* x = Types.Uncommon(t);
        if (x == null || method >= x->Xcount) return reflect.Behind.Unknown;
        next = (long)FuncTab.Entry(rt, ((GoMethod*)((byte*)x + x->Moff))[method].Ifn);
        return reflect.Behind.Code;
    }

    private static readonly ConcurrentDictionary<string, nint> s_callers = new();
    private static readonly ConcurrentDictionary<string, nint> s_entries = new();
    private static readonly ConcurrentDictionary<nint, CallPlan> s_plans = new();
    private static int s_serial;

    // Of a program compiled ahead of time: an entry cannot be made for a target when it is met, so there are two of each, and the first two targets take them.
    private static readonly System.Collections.Generic.Dictionary<string, (nint Caller, nint Entry0, nint Entry1)> s_precompiled = [];
    private static readonly long[] s_targets = new long[2];

    internal static void AddPrecompiled(string signature, nint caller, nint entry0, nint entry1) => s_precompiled[signature] = (caller, entry0, entry1);
    internal static long TargetOf(int k) => s_targets[k];

    private static nint PrecompiledEntry(string signature, long target)
    {
        lock (s_targets)
        {
            int k = System.Array.IndexOf(s_targets, target);
            if (k < 0) k = System.Array.IndexOf(s_targets, 0L);
            if (k < 0) Fatal.Throw("reflect: more than two makers of functions");
            s_targets[k] = target;
            var t = Precompiled(signature);
            return k == 0 ? t.Entry0 : t.Entry1;
        }
    }

    private static (nint Caller, nint Entry0, nint Entry1) Precompiled(string signature)
    {
        if (!s_precompiled.TryGetValue(signature, out var t)) Fatal.Throw("goclr: unsupported: reflection on functions of a shape that this native program has no code for (" + signature + ")");
        return t;
    }

    /// <summary>The plan of a frame type made by overlay/reflect: {abi.Type, ftyp, rcvr}.</summary>
    public static CallPlan PlanOf(byte* frametype) =>
        s_plans.GetOrAdd((nint)frametype, static t => new CallPlan((byte*)*(long*)(t + 48), *(long*)(t + 56) != 0));

    /// <summary>void(long g, long code, long* words): calls code with the words as parameters after g, stores the returned words to g.ret.</summary>
    public static delegate*<G*, long, long*, void> Caller(string signature) =>
        (delegate*<G*, long, long*, void>)s_callers.GetOrAdd(signature, static s => s_precompiled.Count > 0 ? Precompiled(s).Caller : MakeCaller(s));

    /// <summary>A code pointer with the signature (g, context, words…) that calls FuncEntry.Enter(g, context, target, words) and returns what is then in g.ret.</summary>
    public static nint Entry(string signature, long target, int kind)
    {
        nint code = s_entries.GetOrAdd(signature + target.ToString("x"), _ => s_precompiled.Count > 0 ? PrecompiledEntry(signature, target) : MakeEntry(signature, target));
        s_kinds.TryAdd(code, kind);
        return code;
    }

    /// <summary>
    /// A code pointer for function values {thunk, code of a method}: parameters (g, context, hidden results, receiver, rest) go on to the method as (g, receiver, hidden results, rest).
    /// A program compiled ahead of time has none: 0, if it has an entry for the signature.
    /// </summary>
    public static nint MethodEntry(string signature, int hidden, int receiver)
    {
        if (s_precompiled.Count > 0) return s_precompiled.ContainsKey(signature) ? 0 : (nint)(delegate*<long, void>)&NoEntry;
        nint code = s_entries.GetOrAdd($"{signature} method {hidden} {receiver}", _ => MakeMethodEntry(signature, hidden, receiver));
        s_kinds.TryAdd(code, KindMethodFunc);
        return code;
    }

    // Reached through any signature; it never returns.
    private static void NoEntry(long g) => Fatal.Throw("goclr: unsupported: call of a method's function value of a shape that this native program has no code for");

    private static nint MakeMethodEntry(string signature, int hidden, int receiver)
    {
        int n = signature.Length - 1;
        var outer = new Type[n + 2];
        outer[0] = outer[1] = typeof(long);
        for (int i = 0; i < n; i++) outer[i + 2] = ClrType(signature[i + 1]);
        return Build("Method", ClrType(signature[0]), outer, il =>
        {
            var inner = new Type[n + 1];
            int k = 0;
            inner[k++] = typeof(long);
            il.Emit(OpCodes.Ldarg_0);
            void Pass(int from, int count)
            {
                for (int i = from; i < from + count; i++)
                {
                    inner[k++] = outer[i + 2];
                    il.Emit(OpCodes.Ldarg, (short)(i + 2));
                }
            }
            Pass(hidden, receiver);
            Pass(0, hidden);
            Pass(hidden + receiver, n - hidden - receiver);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4_8);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I8);
            il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ClrType(signature[0]), inner, null);
            il.Emit(OpCodes.Ret);
        });
    }

    private static Type ClrType(char c) => c switch { 'I' => typeof(int), 'F' => typeof(float), 'D' => typeof(double), 'W' => typeof(W2), 'V' => typeof(void), _ => typeof(long) };

    private static nint Build(string name, Type result, Type[] parameters, Action<ILGenerator> body)
    {
        int n = System.Threading.Interlocked.Increment(ref s_serial);
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("goclr.thunk" + n), AssemblyBuilderAccess.Run).DefineDynamicModule("m");
        var type = module.DefineType("T", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit);
        var method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, result, parameters);
        method.InitLocals = false;
        body(method.GetILGenerator());
        var handle = type.CreateType().GetMethod(name)!.MethodHandle;
        System.Runtime.CompilerServices.RuntimeHelpers.PrepareMethod(handle);
        return handle.GetFunctionPointer();
    }

    private static nint MakeCaller(string signature) => Build("Call", typeof(void), [typeof(long), typeof(long), typeof(long)], il =>
    {
        var types = new Type[signature.Length];
        types[0] = typeof(long);
        il.Emit(OpCodes.Ldarg_0);
        for (int i = 1; i < signature.Length; i++)
        {
            types[i] = ClrType(signature[i]);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Ldc_I4, 8 * (i - 1));
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Add);
            il.Emit(signature[i] switch { 'I' => OpCodes.Ldind_I4, 'F' => OpCodes.Ldind_R4, 'D' => OpCodes.Ldind_R8, _ => OpCodes.Ldind_I8 });
        }
        il.Emit(OpCodes.Ldarg_1);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ClrType(signature[0]), types, null);
        if (signature[0] != 'V')
        {
            var result = il.DeclareLocal(ClrType(signature[0]));
            var leave = il.DefineLabel();
            il.Emit(OpCodes.Stloc, result);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldind_I4);
            il.Emit(OpCodes.Brtrue, leave);
            void Ret(int k) { il.Emit(OpCodes.Ldarg_0); il.Emit(OpCodes.Ldc_I4, GOffset.Ret + 8 * k); il.Emit(OpCodes.Conv_I8); il.Emit(OpCodes.Add); }
            Ret(0);
            switch (signature[0])
            {
                case 'W':
                    il.Emit(OpCodes.Ldloc, result); il.Emit(OpCodes.Ldfld, typeof(W2).GetField("A")!); il.Emit(OpCodes.Stind_I8);
                    Ret(1);
                    il.Emit(OpCodes.Ldloc, result); il.Emit(OpCodes.Ldfld, typeof(W2).GetField("B")!); il.Emit(OpCodes.Stind_I8);
                    break;
                case 'I': il.Emit(OpCodes.Ldloc, result); il.Emit(OpCodes.Conv_I8); il.Emit(OpCodes.Stind_I8); break;
                case 'F': il.Emit(OpCodes.Ldloc, result); il.Emit(OpCodes.Stind_R4); break;
                case 'D': il.Emit(OpCodes.Ldloc, result); il.Emit(OpCodes.Stind_R8); break;
                default: il.Emit(OpCodes.Ldloc, result); il.Emit(OpCodes.Stind_I8); break;
            }
            il.MarkLabel(leave);
        }
        il.Emit(OpCodes.Ret);
    });

    private static nint MakeEntry(string signature, long target)
    {
        var types = new Type[signature.Length + 1];
        types[0] = types[1] = typeof(long);
        for (int i = 1; i < signature.Length; i++) types[i + 1] = ClrType(signature[i]);
        return Build("Entry", ClrType(signature[0]), types, il =>
        {
            int n = signature.Length - 1;
            var words = il.DeclareLocal(typeof(long));
            if (n > 0)
            {
                il.Emit(OpCodes.Ldc_I4, 8 * n);
                il.Emit(OpCodes.Conv_U);
                il.Emit(OpCodes.Localloc);
                il.Emit(OpCodes.Conv_U8);
            }
            else
            {
                il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Conv_I8);
            }
            il.Emit(OpCodes.Stloc, words);
            for (int i = 1; i <= n; i++)
            {
                il.Emit(OpCodes.Ldloc, words);
                il.Emit(OpCodes.Ldc_I4, 8 * (i - 1));
                il.Emit(OpCodes.Conv_I8);
                il.Emit(OpCodes.Add);
                il.Emit(OpCodes.Ldarg, (short)(i + 1));
                if (signature[i] == 'I') il.Emit(OpCodes.Conv_I8);
                il.Emit(signature[i] switch { 'F' => OpCodes.Stind_R4, 'D' => OpCodes.Stind_R8, _ => OpCodes.Stind_I8 });
            }
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I8, target);
            il.Emit(OpCodes.Ldloc, words);
            il.Emit(OpCodes.Call, typeof(FuncEntry).GetMethod(nameof(FuncEntry.Enter))!);
            void Ret(int k, OpCode load) { il.Emit(OpCodes.Ldarg_0); il.Emit(OpCodes.Ldc_I4, GOffset.Ret + 8 * k); il.Emit(OpCodes.Conv_I8); il.Emit(OpCodes.Add); il.Emit(load); }
            switch (signature[0])
            {
                case 'V': break;
                case 'W': Ret(0, OpCodes.Ldind_I8); Ret(1, OpCodes.Ldind_I8); il.Emit(OpCodes.Newobj, typeof(W2).GetConstructor([typeof(long), typeof(long)])!); break;
                case 'I': Ret(0, OpCodes.Ldind_I4); break;
                case 'F': Ret(0, OpCodes.Ldind_R4); break;
                case 'D': Ret(0, OpCodes.Ldind_R8); break;
                default: Ret(0, OpCodes.Ldind_I8); break;
            }
            il.Emit(OpCodes.Ret);
        });
    }
}
