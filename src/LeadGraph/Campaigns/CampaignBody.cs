using System.IO.Pipelines;
using LeadGraph.Data;
using Microsoft.EntityFrameworkCore;

namespace LeadGraph.Campaigns;

/// <summary>Sends the leads of a campaign list, row by row.</summary>
public static class CampaignBody
{
    private const int FlushBytes = 32 * 1024;

    /// <summary>
    /// Sends them while they are read; but where a reader keeps writers waiting, reads them all into a file first,
    /// since the one to whom they are sent may take any time.
    /// </summary>
    /// <param name="leads">The leads, read from the snapshot.</param>
    /// <param name="snapshot">The snapshot, which afterwards may be over.</param>
    /// <param name="output">
    /// Where to send them. As long as nothing was written, a failure can be answered as one.
    /// </param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public static async Task SendAsync(
        IQueryable<UserActivity> leads, LeadSnapshot snapshot, PipeWriter output, CancellationToken cancellationToken)
    {
        if (!snapshot.KeepsWritersWaiting)
        {
            await WriteAsync(leads, output, cancellationToken);
            return;
        }

        await using FileStream file = NewTemporaryFile();
        PipeWriter spool = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        await WriteAsync(leads, spool, cancellationToken);
        await spool.CompleteAsync();
        await snapshot.EndAsync();
        file.Position = 0;
        await file.CopyToAsync(output, cancellationToken);
    }

    private static async Task WriteAsync(
        IQueryable<UserActivity> leads, PipeWriter output, CancellationToken cancellationToken)
    {
        var csv = new CampaignCsv(output);
        await using IAsyncEnumerator<UserActivity> lead =
            leads.AsAsyncEnumerable().GetAsyncEnumerator(cancellationToken);
        bool isThere = await lead.MoveNextAsync();
        csv.WriteHeader();
        await output.FlushAsync(cancellationToken);
        for (; isThere; isThere = await lead.MoveNextAsync())
        {
            csv.Write(lead.Current);
            if (output.UnflushedBytes >= FlushBytes)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        await output.FlushAsync(cancellationToken);
    }

    // It holds personal data: nobody else may read it, and it goes with its handle. Unix takes its name away at once,
    // so that it goes also when the process is killed; Windows closes it with the process, and deletes it then.
    private static FileStream NewTemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous
        };
        if (!OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.Asynchronous;
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"leadgraph-{Guid.NewGuid():N}.csv"), options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(file.Name);
        }

        return file;
    }
}
