// Two images linked against each other and against the real runtime, run by it as a program is run.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using GoClr.Abi;
using GoClr.Build.Link;
using GoClr.Compiler.Emit;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;
using Xunit;

namespace GoClr.Compiler.Tests;

public class RealRuntimeTests
{
    private static readonly string s_runtime = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../GoClr.Runtime", new DirectoryInfo(AppContext.BaseDirectory).Name, "GoClr.Runtime.dll"));

    private static PackageObject Compile(string path, string text, NativeTable natives, ImageSymbols? std, string? init, params string[] imports)
    {
        var o = new PackageObject { Path = path, Name = path, Imports = [.. imports] };
        var funcs = Parse.Functions(text, o.Symbols);
        foreach (var f in funcs) { Verify.Run(f, o.Symbols); f.File = path + ".go"; }
        var plans = Summaries.Run(funcs, o.Symbols, s => natives.BySymbol.TryGetValue(s, out var n) ? new FuncSummary(n.CallClass, 0, 0) : std?.Summary(s), natives.IsNative);
        var c = new FuncCompiler(o.Symbols, natives.IsNative);
        for (int i = 0; i < funcs.Count; i++) o.Funcs.Add(c.Compile(funcs[i], plans[i]));
        if (init != null) o.InitFunc = o.Symbols.Id(init);
        o.Data.Add(new DataSymbol { Symbol = o.Symbols.Id(path + ".text"), Section = Section.RoData, Size = 6, Bytes = "hello\n"u8.ToArray(), Align = 1 });
        o.Data.Add(new DataSymbol { Symbol = o.Symbols.Id(path + ".var"), Section = Section.Bss, Size = 8, PtrMask = [0] });
        return ObjectFile.Read(ObjectFile.Write(o));
    }

    [Fact]
    public void A_program_runs_on_a_library_image_and_the_runtime()
    {
        var natives = NativeTable.Read(s_runtime);
        string dir = Path.Combine(Path.GetTempPath(), "goclr-test-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(dir);
        try
        {
            var lib = Compile("lib", """
                func "lib.init" -> 
                b0:
                  st.i64 @"lib.var", 0 = 2
                  ret

                func "lib.Write" %p ptr, %n i32 -> 
                var %i i64
                b0:
                  %i = 0
                  jump b1
                b1:
                  if lts.i32(%i, ld.i64(@"lib.var", 0)) b2 b3
                b2:
                  _i32 = call @"runtime.write"(1, %p, %n)
                  call @"runtime.Gosched"()
                  %i = add.i64(%i, 1)
                  jump b1
                b3:
                  ret

                """, natives, null, "lib.init");
            var r = Linker.Link(new LinkInput { Objects = [lib], Natives = natives, AssemblyName = "lib", AssemblyPath = dir + "/lib.dll", DataPath = dir + "/lib.data", SymbolsPath = dir + "/lib.sym", RemoveDead = false });
            Assert.Empty(r.Errors);
            var std = ImageSymbols.Load(dir + "/lib.sym");
            var main = Compile("main", """
                func "main.init" -> 
                b0:
                  st.i64 @"main.var", 0 = 5
                  ret

                func "main.fib" %n i64 -> i64
                var %a i64
                var %b i64
                b0:
                  if lts.i32(%n, 2) b1 b2
                b1:
                  ret %n
                b2:
                  %a = call @"main.fib"(sub.i64(%n, 1))
                  %b = call @"main.fib"(sub.i64(%n, 2))
                  ret add.i64(%a, %b)

                func "main.deep" %n i64 -> i64
                var %a i64
                area 48 8
                b0:
                  if eq.i32(%n, 0) b1 b2
                b1:
                  ret 0
                b2:
                  st.i64 &0, 0 = %n
                  %a = call @"main.deep"(sub.i64(%n, 1))
                  ret add.i64(%a, sub.i64(ld.i64(&0, 0), sub.i64(%n, 1)))

                func "main.dead" -> 
                b0:
                  call @"no.such"()
                  ret

                func "main.main" -> 
                var %a i64
                b0:
                  %a = call @"main.fib"(20)
                  if eq.i32(%a, 6765) b1 b3
                b1:
                  %a = call @"main.deep"(100000)
                  if eq.i32(%a, 100000) b2 b3
                b2:
                  call @"lib.Write"(@"main.text", 6i)
                  jump b3
                b3:
                  check eq.i32(ld.i64(@"main.var", 0), 5) Nil
                  ret

                """, natives, std, "main.init", "lib");
            LinkInput Input(bool dead) => new() { Objects = [main], Bases = [std], Natives = natives, AssemblyName = "prog", AssemblyPath = dir + "/prog.dll", DataPath = dir + "/prog.data", SymbolsPath = dir + "/prog.sym", Main = "main.main", RemoveDead = dead };
            Assert.Equal(["undefined: no.such (referenced from main.dead)"], Linker.Link(Input(false)).Errors);
            r = Linker.Link(Input(true));
            Assert.Empty(r.Errors);
            Assert.Equal(4, r.Funcs);
            var first = File.ReadAllBytes(dir + "/prog.dll");
            Linker.Link(Input(true));
            Assert.Equal(first, File.ReadAllBytes(dir + "/prog.dll"));

            var p = Process.Start(new ProcessStartInfo("dotnet", [s_runtime, dir + "/lib.dll", dir + "/prog.dll"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string err = p.StandardError.ReadToEnd(), outp = p.StandardOutput.ReadToEnd();
            p.WaitForExit();
            Assert.Equal("", err);
            Assert.Equal("hello\nhello\n", outp);
            Assert.Equal(0, p.ExitCode);
        }
        finally { Directory.Delete(dir, true); }
    }
}
