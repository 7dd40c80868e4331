// The loops over words that live on carries, in machine code: add-with-carry chains and mulx, which C# can only imitate by comparisons.
//
// Each routine is given as its bytes, with addresses and instructions beside them (rules C1, C2 of MachineCode).
using System;
using System.Runtime.Intrinsics.X86;

namespace GoClr.Runtime.Natives;

internal static unsafe class BigMachine
{
    /// <summary>Below so many words the call costs more than the loop.</summary>
    internal const int Worth = 4;

    // (z, x, y, n [, m, a]); n at least 1. z may be x or y. Null on processors without mulx: then BigArith's own loops do it.
    internal static readonly delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, ulong*, long, ulong> Add, Sub;
    internal static readonly delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, ulong*, long, ulong, ulong, ulong> AddMul;
    internal static readonly delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, long, ulong, ulong, ulong> MulAdd;

    static BigMachine()
    {
        if (!Bmi2.X64.IsSupported) return;
        byte[] sub = AddCode.ToArray();
        for (int i = 0; i + 1 < sub.Length; i++) if (sub[i] == 0x4c && sub[i + 1] == 0x13) sub[i + 1] = 0x1b;      // adc: sbb
        Add = (delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, ulong*, long, ulong>)MachineCode.Publish(AddCode);
        Sub = (delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, ulong*, long, ulong>)MachineCode.Publish(sub);
        AddMul = (delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, ulong*, long, ulong, ulong, ulong>)MachineCode.Publish(AddMulCode);
        MulAdd = (delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, long, ulong, ulong, ulong>)MachineCode.Publish(MulAddCode);
    }

    // z (rdi) = x (rsi) + y (rdx), n (rcx) words; the carry. It waits in rax while the counters move.
    private static ReadOnlySpan<byte> AddCode =>
    [
        0x31, 0xc0,                             //  0  xor eax, eax
        0x49, 0x89, 0xc8,                       //  2  mov r8, rcx
        0x41, 0x83, 0xe0, 0x03,                 //  5  and r8d, 3
        0x48, 0xc1, 0xe9, 0x02,                 //  9  shr rcx, 2
        0x74, 0x47,                             //  d  je 56
        0x48, 0xf7, 0xd8,                       //  f  neg rax
        0x4c, 0x8b, 0x0e,                       // 12  mov r9, [rsi]
        0x4c, 0x13, 0x0a,                       // 15  adc r9, [rdx]
        0x4c, 0x89, 0x0f,                       // 18  mov [rdi], r9
        0x4c, 0x8b, 0x56, 0x08,                 // 1b  mov r10, [rsi+8]
        0x4c, 0x13, 0x52, 0x08,                 // 1f  adc r10, [rdx+8]
        0x4c, 0x89, 0x57, 0x08,                 // 23  mov [rdi+8], r10
        0x4c, 0x8b, 0x4e, 0x10,                 // 27  mov r9, [rsi+10]
        0x4c, 0x13, 0x4a, 0x10,                 // 2b  adc r9, [rdx+10]
        0x4c, 0x89, 0x4f, 0x10,                 // 2f  mov [rdi+10], r9
        0x4c, 0x8b, 0x56, 0x18,                 // 33  mov r10, [rsi+18]
        0x4c, 0x13, 0x52, 0x18,                 // 37  adc r10, [rdx+18]
        0x4c, 0x89, 0x57, 0x18,                 // 3b  mov [rdi+18], r10
        0x48, 0x19, 0xc0,                       // 3f  sbb rax, rax
        0x48, 0xf7, 0xd8,                       // 42  neg rax
        0x48, 0x83, 0xc6, 0x20,                 // 45  add rsi, 20
        0x48, 0x83, 0xc2, 0x20,                 // 49  add rdx, 20
        0x48, 0x83, 0xc7, 0x20,                 // 4d  add rdi, 20
        0x48, 0xff, 0xc9,                       // 51  dec rcx
        0x75, 0xb9,                             // 54  jne f
        0x45, 0x85, 0xc0,                       // 56  test r8d, r8d
        0x74, 0x23,                             // 59  je 7e
        0x48, 0xf7, 0xd8,                       // 5b  neg rax
        0x4c, 0x8b, 0x0e,                       // 5e  mov r9, [rsi]
        0x4c, 0x13, 0x0a,                       // 61  adc r9, [rdx]
        0x4c, 0x89, 0x0f,                       // 64  mov [rdi], r9
        0x48, 0x19, 0xc0,                       // 67  sbb rax, rax
        0x48, 0xf7, 0xd8,                       // 6a  neg rax
        0x48, 0x83, 0xc6, 0x08,                 // 6d  add rsi, 8
        0x48, 0x83, 0xc2, 0x08,                 // 71  add rdx, 8
        0x48, 0x83, 0xc7, 0x08,                 // 75  add rdi, 8
        0x41, 0xff, 0xc8,                       // 79  dec r8d
        0x75, 0xdd,                             // 7c  jne 5b
        0xc3,                                   // 7e  ret
    ];

    // z (rdi) = x (rsi) + y (rdx) · m (r8) + a (r9), n (rcx) words; the carry word.
    private static ReadOnlySpan<byte> AddMulCode =>
    [
        0x49, 0x89, 0xd2,                       //  0  mov r10, rdx
        0x4c, 0x89, 0xc2,                       //  3  mov rdx, r8
        0x4c, 0x89, 0xc8,                       //  6  mov rax, r9
        0xf6, 0xc1, 0x01,                       //  9  test cl, 1
        0x74, 0x25,                             //  c  je 33
        0xc4, 0x42, 0xb3, 0xf6, 0x1a,           //  e  mulx r11, r9, [r10]
        0x4c, 0x03, 0x0e,                       // 13  add r9, [rsi]
        0x49, 0x83, 0xd3, 0x00,                 // 16  adc r11, 0
        0x49, 0x01, 0xc1,                       // 1a  add r9, rax
        0x49, 0x83, 0xd3, 0x00,                 // 1d  adc r11, 0
        0x4c, 0x89, 0x0f,                       // 21  mov [rdi], r9
        0x4c, 0x89, 0xd8,                       // 24  mov rax, r11
        0x49, 0x83, 0xc2, 0x08,                 // 27  add r10, 8
        0x48, 0x83, 0xc6, 0x08,                 // 2b  add rsi, 8
        0x48, 0x83, 0xc7, 0x08,                 // 2f  add rdi, 8
        0x48, 0xd1, 0xe9,                       // 33  shr rcx, 1
        0x74, 0x40,                             // 36  je 78
        0xc4, 0x42, 0xb3, 0xf6, 0x1a,           // 38  mulx r11, r9, [r10]
        0x4c, 0x03, 0x0e,                       // 3d  add r9, [rsi]
        0x49, 0x83, 0xd3, 0x00,                 // 40  adc r11, 0
        0x49, 0x01, 0xc1,                       // 44  add r9, rax
        0x49, 0x83, 0xd3, 0x00,                 // 47  adc r11, 0
        0x4c, 0x89, 0x0f,                       // 4b  mov [rdi], r9
        0xc4, 0xc2, 0xbb, 0xf6, 0x42, 0x08,     // 4e  mulx rax, r8, [r10+8]
        0x4c, 0x03, 0x46, 0x08,                 // 54  add r8, [rsi+8]
        0x48, 0x83, 0xd0, 0x00,                 // 58  adc rax, 0
        0x4d, 0x01, 0xd8,                       // 5c  add r8, r11
        0x48, 0x83, 0xd0, 0x00,                 // 5f  adc rax, 0
        0x4c, 0x89, 0x47, 0x08,                 // 63  mov [rdi+8], r8
        0x49, 0x83, 0xc2, 0x10,                 // 67  add r10, 10
        0x48, 0x83, 0xc6, 0x10,                 // 6b  add rsi, 10
        0x48, 0x83, 0xc7, 0x10,                 // 6f  add rdi, 10
        0x48, 0xff, 0xc9,                       // 73  dec rcx
        0x75, 0xc0,                             // 76  jne 38
        0xc3,                                   // 78  ret
    ];

    // z (rdi) = x (rsi) · m (rcx) + a (r8), n (rdx) words; the carry word.
    private static ReadOnlySpan<byte> MulAddCode =>
    [
        0x4c, 0x89, 0xc0,                       //  0  mov rax, r8
        0x49, 0x89, 0xd2,                       //  3  mov r10, rdx
        0x48, 0x89, 0xca,                       //  6  mov rdx, rcx
        0x41, 0xf6, 0xc2, 0x01,                 //  9  test r10b, 1
        0x74, 0x1a,                             //  d  je 29
        0xc4, 0x62, 0xb3, 0xf6, 0x1e,           //  f  mulx r11, r9, [rsi]
        0x49, 0x01, 0xc1,                       // 14  add r9, rax
        0x49, 0x83, 0xd3, 0x00,                 // 17  adc r11, 0
        0x4c, 0x89, 0x0f,                       // 1b  mov [rdi], r9
        0x4c, 0x89, 0xd8,                       // 1e  mov rax, r11
        0x48, 0x83, 0xc6, 0x08,                 // 21  add rsi, 8
        0x48, 0x83, 0xc7, 0x08,                 // 25  add rdi, 8
        0x49, 0xd1, 0xea,                       // 29  shr r10, 1
        0x74, 0x2c,                             // 2c  je 5a
        0xc4, 0x62, 0xb3, 0xf6, 0x1e,           // 2e  mulx r11, r9, [rsi]
        0xc4, 0xe2, 0xbb, 0xf6, 0x4e, 0x08,     // 33  mulx rcx, r8, [rsi+8]
        0x49, 0x01, 0xc1,                       // 39  add r9, rax
        0x4c, 0x89, 0x0f,                       // 3c  mov [rdi], r9
        0x4d, 0x11, 0xd8,                       // 3f  adc r8, r11
        0x4c, 0x89, 0x47, 0x08,                 // 42  mov [rdi+8], r8
        0x48, 0x83, 0xd1, 0x00,                 // 46  adc rcx, 0
        0x48, 0x89, 0xc8,                       // 4a  mov rax, rcx
        0x48, 0x83, 0xc6, 0x10,                 // 4d  add rsi, 10
        0x48, 0x83, 0xc7, 0x10,                 // 51  add rdi, 10
        0x49, 0xff, 0xca,                       // 55  dec r10
        0x75, 0xd4,                             // 58  jne 2e
        0xc3,                                   // 5a  ret
    ];
}
