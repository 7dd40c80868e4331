// How long compilation and linking take, on random functions of std's average size. Only with GOCLR_BENCH=functions.
using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using GoClr.Abi;
using GoClr.Build.Link;
using GoClr.Compiler.Emit;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;
using GoClr.Compiler.Tests.Mini;
using Xunit;
using Xunit.Abstractions;

namespace GoClr.Compiler.Tests;

public class SpeedTests(ITestOutputHelper log)
{
    private sealed class MeasureFactAttribute : FactAttribute
    {
        public MeasureFactAttribute()
        {
            if (Environment.GetEnvironmentVariable("GOCLR_BENCH") == null) Skip = "a measurement: set GOCLR_BENCH to a number of functions";
        }
    }

    [MeasureFact]
    public void Compile_and_link()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("GOCLR_BENCH")!, System.Globalization.CultureInfo.InvariantCulture);
        var text = new StringBuilder(ExecTests.Helpers);
        for (int i = 0; i < count / 10; i++) text.Append(new FuzzTests.Generator(i).Program(10, 9, 5, i % 8 == 0).Replace("\"z", $"\"p{i}z"));
        for (int round = 0; round < 3; round++)
        {
            var o = new PackageObject { Path = "main", Name = "main" };
            var funcs = Parse.Functions(text.ToString(), o.Symbols);
            long values = 0;
            foreach (var f in funcs) values += f.Values.Count;
            var t = Stopwatch.StartNew();
            foreach (var f in funcs) Verify.Run(f, o.Symbols);
            var verify = t.Elapsed;
            t.Restart();
            var plans = Summaries.Run(funcs, o.Symbols, s => Unit.Natives.BySymbol.TryGetValue(s, out var n) ? new FuncSummary(n.CallClass, 0, 0) : null, Unit.Natives.IsNative);
            var sum = t.Elapsed;
            t.Restart();
            var c = new FuncCompiler(o.Symbols, Unit.Natives.IsNative);
            for (int i = 0; i < funcs.Count; i++) o.Funcs.Add(c.Compile(funcs[i], plans[i]));
            var compile = t.Elapsed;
            foreach (var f in funcs) o.Data.Add(new DataSymbol { Symbol = o.Symbols.Id(f.Symbol + "·f"), Section = Section.Data, Size = 8, Relocs = [new DataReloc(0, DataRelocKind.CodePtr64, o.Symbols.Id(f.Symbol), 0)] });
            t.Restart();
            var bytes = ObjectFile.Write(o);
            var write = t.Elapsed;
            t.Restart();
            o = ObjectFile.Read(bytes);
            var read = t.Elapsed;
            t.Restart();
            string dir = Path.Combine(Path.GetTempPath(), "goclr-bench");
            Directory.CreateDirectory(dir);
            var r = Linker.Link(new LinkInput { Objects = [o], Natives = Unit.Natives, AssemblyName = "go", AssemblyPath = dir + "/go.dll", DataPath = dir + "/go.data", SymbolsPath = dir + "/go.sym", RemoveDead = false });
            Assert.Empty(r.Errors);
            log.WriteLine($"{funcs.Count} functions, {values} values: verify {verify.TotalMilliseconds:f0} summaries {sum.TotalMilliseconds:f0} compile {compile.TotalMilliseconds:f0} write {write.TotalMilliseconds:f0} ({bytes.Length >> 10} KB) read {read.TotalMilliseconds:f0} link {t.Elapsed.TotalMilliseconds:f0} ms, IL {r.IlBytes >> 10} KB, dll {new FileInfo(dir + "/go.dll").Length >> 10} KB, data {r.DataBytes >> 10} KB, over limits {c.OverLimits}");
        }
    }
}
