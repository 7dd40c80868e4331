// internal/cpu and golang.org/x/sys/cpu: what the processor can do.
using System.Runtime.Intrinsics.X86;
using GoClr.Abi;

namespace GoClr.Runtime.Natives;

public static unsafe class Cpu
{
    /// <summary>(eax, ebx, ecx, edx)</summary>
    [GoSymbol("internal/cpu.cpuid", CallClass.None)]
    [GoSymbol("vendor/golang.org/x/sys/cpu.cpuid", CallClass.None)]
    [GoSymbol("golang.org/x/sys/cpu.cpuid", CallClass.None)]
    public static W2 Cpuid(G* g, uint eax, uint ecx)
    {
        if (!X86Base.IsSupported) { g->ret[2] = g->ret[3] = 0; return default; }
        var (a, b, c, d) = X86Base.CpuId((int)eax, (int)ecx);
        g->ret[2] = (uint)c;
        g->ret[3] = (uint)d;
        return new W2((uint)a, (uint)b);
    }

    /// <summary>(eax, edx) of register 0: which register files the system saves. .NET has no such call, but has asked the same question.</summary>
    [GoSymbol("internal/cpu.xgetbv", CallClass.None)]
    [GoSymbol("vendor/golang.org/x/sys/cpu.xgetbv", CallClass.None)]
    [GoSymbol("golang.org/x/sys/cpu.xgetbv", CallClass.None)]
    public static W2 Xgetbv(G* g) => new(3 | (Avx.IsSupported ? 4 : 0) | (Avx512F.IsSupported ? 0xe0 : 0), 0);

    [GoSymbol("internal/cpu.getGOAMD64level", CallClass.None)]
    public static int GetGOAMD64level(G* g) => 1;
}
