using System.Globalization;
using LeadGraph.Benchmarks;

// What a page of leads costs, by every way to get one, side by side in one run:
//   dotnet run -c Release --project benchmarks/LeadGraph.Benchmarks -- [--events 1000000,5000000] [--seconds 5]
// Needs PostgreSQL's binaries, psql and wrk. 50,000,000 events take about 12 GB of disk and a quarter of an hour.
if (args is ["static", string url, string file])
{
    await StaticServer.RunAsync(url, file);
    return 0;
}

long[] sizes = [1_000_000, 5_000_000];
int seconds = 5;
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--events":
            sizes = [.. args[i + 1].Split(',').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
            break;
        case "--seconds":
            seconds = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        default:
            Console.Error.WriteLine($"There is no option {args[i]}; there are --events and --seconds.");
            return 1;
    }
}

Console.WriteLine(Machine.Describe());
var reports = new List<Report>();
foreach (long size in sizes)
{
    reports.Add(await new ScaleBenchmark(size, seconds).RunAsync());
    // After each, so that a long run that is cut short has told something.
    Console.WriteLine(Report.Table(reports));
}

return 0;
