using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("GoClr.Build.Tests")]
