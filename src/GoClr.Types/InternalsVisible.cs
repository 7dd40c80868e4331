using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("GoClr.Types.Driver")]
[assembly: InternalsVisibleTo("GoClr.Types.Tests")]
