using System.Globalization;
using LeadGraph.Data;
using LeadGraph.Tests.Soak;

// Load and faults for as long as wanted; ends with 1 if an answer was wrong, an error came outside a fault, or something
// leaks:
//   dotnet run -c Release --project tests/LeadGraph.Soak -- [--minutes 60] [--mode Live|Maintained] [--rate 40]
// Needs PostgreSQL's binaries.
double minutes = 60;
int rate = 40;
ActivityMode mode = ActivityMode.Live;
bool understood = args.Length % 2 == 0;
for (int i = 0; understood && i < args.Length; i += 2)
{
    understood = args[i] switch
    {
        "--minutes" => double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out minutes) && minutes >= 0.5,
        "--rate" => int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out rate) && rate is > 0 and <= 1000,
        "--mode" => Enum.TryParse(args[i + 1], ignoreCase: true, out mode) && Enum.IsDefined(mode),
        _ => false
    };
}

if (!understood)
{
    Console.Error.WriteLine("Options: --minutes (0.5 or more), --mode (Live or Maintained), --rate (1 to 1000).");
    return 2;
}

string load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{minutes} minutes of {rate} requests a second, {mode}; {Environment.ProcessorCount} cores, load {load} before."));
var (table, problems) = await new SoakRun(mode, TimeSpan.FromMinutes(minutes), rate).RunAsync();
Console.WriteLine(table);
return problems.Count == 0 ? 0 : 1;
