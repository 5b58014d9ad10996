-- What was asked about a referral, open or decided, for its page.

-- +goose Up
CREATE INDEX approval_requests_subject ON approval_requests (tenant_id, subject_id, requested_at);
