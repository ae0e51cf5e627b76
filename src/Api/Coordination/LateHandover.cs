using Weft.Application.Coordination;
using Weft.Contracts;
using Weft.Domain;

namespace Weft.Api.Coordination;

/// <summary>One request that may belong to another server.</summary>
internal sealed class LateHandover(HttpContext http, RequestBody body, string workspace, Handovers handovers)
{
    private const int Tries = 3;
    private bool _gone;

    private bool WasHandedOver => http.Request.Headers.ContainsKey(WeftHeaders.ForwardedBy);

    private bool HasKey => http.Request.Headers.ContainsKey(WeftHeaders.IdempotencyKey);

    /// <summary>Before it is decided here. True: it is answered.</summary>
    public async Task<bool> FirstAsync()
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await handovers.ElsewhereAsync(workspace, http.RequestAborted) is not { } owner)
            {
                return false;
            }

            if (WasHandedOver)
            {
                await RefuseAsync(StatusCodes.Status421MisdirectedRequest);
                return true;
            }

            var came = await handovers.SendAsync(http, body, owner);
            if (came is Handover.Answered or Handover.Gone)
            {
                _gone = came == Handover.Gone;
                return came == Handover.Answered;
            }

            handovers.Forget(workspace);
            if (came == Handover.Lost && !HasKey)
            {
                break;
            }
        }

        await RefuseAsync(StatusCodes.Status503ServiceUnavailable);
        return true;
    }

    /// <summary>This server learnt while deciding that it does not own the workspace. True: the owner has answered instead.</summary>
    public static async Task<bool> AnswersAsync(HttpContext http) => http.Features.Get<LateHandover>() is { } late && await late.AfterwardsAsync();

    /// <summary>Only what has an idempotency key may be sent twice.</summary>
    private async Task<bool> AfterwardsAsync()
    {
        http.Features.Set<LateHandover>(null);
        handovers.Forget(workspace);
        if (!HasKey || _gone)
        {
            return false;
        }

        if (!WasHandedOver)
        {
            return await FirstAsync();
        }

        await RefuseAsync(StatusCodes.Status421MisdirectedRequest);
        return true;
    }

    private Task RefuseAsync(int status) => Problems.WriteAsync(
        http, Rejection.Because(DoorRefusals.NotOwner, "Another node owns this workspace, and it did not answer; try again in a moment. With an Idempotency-Key it is safe to try again."), status);
}
