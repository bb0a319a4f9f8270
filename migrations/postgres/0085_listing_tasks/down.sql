DELETE FROM tasks WHERE kind = 'vet_listing';
