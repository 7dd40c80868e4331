using System.Collections.Generic;
using GoClr.Types;
using Type = GoClr.Types.Type;
namespace GoClr.Compiler.Lower;
public sealed partial class PackageLowerer
{
    private string MethodSymbol(Named holder, Func m) => MethodName(m.Sig.Recv!.Type!, m.Name, m.Pkg);
    public int FuncValue(Func f) => Data.FuncValue(LinkNames.PkgPath(f.Pkg!) + "." + f.Name, false);
}
public sealed partial class FuncLowerer
{
    private void ReturnFrom(GoVal[] vals) => ReturnValues(vals);
}
