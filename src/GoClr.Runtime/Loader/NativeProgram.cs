// What the generated main of a NativeAOT program calls: there is no metadata to resolve functions by and no code generator for reflection's thunks, so
// the build hands over both as tables.
using System;

namespace GoClr.Runtime;

public static unsafe class NativeProgram
{
    /// <summary>Does not return. <paramref name="entries"/>: code pointers of the image's methods, by row of their tokens.</summary>
    public static void Run(long* entries, string[] args) => Loader.RunNative((nint)entries, args);

    /// <summary>Thunks of one lowered signature: void(g, code, words), which calls code; and two entries (g, context, words…), one for each of the
    /// targets that package reflect has, which read their target from Target.</summary>
    public static void AddThunk(string signature, void* caller, void* entry0, void* entry1) =>
        Natives.reflect.Thunks.AddPrecompiled(signature, (nint)caller, (nint)entry0, (nint)entry1);

    public static long Target(int k) => Natives.reflect.Thunks.TargetOf(k);
}
