package banno

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"raf/providers"
)

const (
	// coreTime bounds a refresh of the core as a whole: it depends on the core's hardware, and some never end.
	coreTime = 25 * time.Second
	// taskHold is how long one question may take: the bank holds it for up to seven seconds until there is news.
	taskHold = 9 * time.Second
	// taskPause is what is waited for at least between two answers without news.
	taskPause = time.Second

	taskEnded = "TaskEnded"
)

type taskBegun struct {
	TaskID providers.Text `json:"taskId"`
}

type taskNews struct {
	Version int64       `json:"version"`
	Events  []taskEvent `json:"events"`
}

type taskEvent struct {
	Type providers.Text `json:"type"`
}

// RefreshCore begins a fetch task and follows its events to the end (banno.md, 3.5).
func (b *Bank) RefreshCore(ctx context.Context, as providers.Access) error {
	ctx, cancel := context.WithTimeout(ctx, b.cfg.CoreTime)
	defer cancel()
	const op = "fetch"
	var begun taskBegun
	if err := b.ask(ctx, b.client.PutJSON, providers.Call{Op: op, URL: "/fetch", Limit: smallAnswer}, as, &begun); err != nil {
		return err
	}
	if !asciiID(string(begun.TaskID), maxSubject) {
		return b.fail(op, providers.KindMalformed, "the task's id is unusable")
	}
	for since := int64(0); ; {
		news, err := b.taskNews(ctx, as, string(begun.TaskID), since)
		if err != nil {
			return err
		}
		switch {
		case slices.Contains(news.Events, taskEvent{Type: taskEnded}):
			return nil
		case news.Version < since:
			return b.fail(op, providers.KindMalformed, "the task's version went down")
		case news.Version == since && !providers.Pause(ctx, b.pause()):
			return b.fail(op, providers.KindDown, "the task has not ended in time")
		}
		since = news.Version
	}
}

// taskNews asks what has happened since a version; the bank answers when something has, or after seven seconds.
func (b *Bank) taskNews(ctx context.Context, as providers.Access, task string, since int64) (taskNews, error) {
	var news taskNews
	err := b.ask(ctx, b.client.GetJSON, providers.Call{Op: "task", Limit: largeAnswer, Timeout: taskHold,
		URL: "/tasks/" + url.PathEscape(task) + "?sinceVersion=" + strconv.FormatInt(since, 10)}, as, &news)
	return news, err
}

// pause keeps a bank that does not hold its answers from being asked without end.
func (b *Bank) pause() time.Duration {
	if b.cfg.HTTP.Backoff > 0 {
		return 10 * b.cfg.HTTP.Backoff
	}
	return taskPause
}
