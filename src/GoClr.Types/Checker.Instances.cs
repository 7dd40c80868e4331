// Instances and substitution as the checker's parts call them.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    internal Type Instantiate(Pos pos, Type orig, List<Type> targs) => Instantiation.Instance(this, pos, orig, targs);
    internal Type Subst(Type t, SubstMap m) => Instantiation.Subst(this, t, m);
    internal bool IsImportedConstraint(Type t) => TypeOps.AsNamed(t) is { } n && n.Obj.Pkg != Pkg && n.Obj.Pkg != null && n.Underlying is InterfaceT u && !u.TypeSet.IsMethodSet;
}
